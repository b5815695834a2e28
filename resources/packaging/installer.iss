; The installer for Windows, made by Inno Setup 6: iscc /DVersion=0.3.0 installer.iss, beside the unpacked folder `catgui`.
[Setup]
AppId=org.catgui.Catgui
AppName=Catgui
AppVersion={#Version}
DefaultDirName={autopf}\Catgui
DisableProgramGroupPage=yes
; No administrator is needed: it is installed for one user, or for all if that is chosen.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
OutputBaseFilename=catgui-setup
Compression=lzma2
SolidCompression=yes

[Files]
Source: "catgui\*"; DestDir: "{app}"; Flags: recursesubdirs

[Icons]
Name: "{autoprograms}\Catgui"; Filename: "{app}\Catgui.exe"
