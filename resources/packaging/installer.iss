; The installer for Windows, made by Inno Setup 6: iscc /DVersion=1.0.0 installer.iss, beside the unpacked folder `catgui`.
[Setup]
AppId=org.catgui.Catgui
AppName=Catgui
AppVersion={#Version}
DefaultDirName={autopf}\Catgui
DisableProgramGroupPage=yes
; No administrator is needed: it is installed for one user, or for all if that is chosen.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
UninstallDisplayIcon={app}\Catgui.exe
OutputBaseFilename=catgui-setup
Compression=lzma2
SolidCompression=yes

[Files]
Source: "catgui\*"; DestDir: "{app}"; Flags: recursesubdirs

[Icons]
Name: "{autoprograms}\Catgui"; Filename: "{app}\Catgui.exe"

[Run]
Filename: "{app}\Catgui.exe"; Description: "Start Catgui"; Flags: nowait postinstall skipifsilent
