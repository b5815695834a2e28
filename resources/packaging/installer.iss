; The installer for Windows, made by Inno Setup 6: iscc /DVersion=1.1.0 installer.iss, beside the unpacked folder `catgui`.
[Setup]
AppId=org.catgui.Catgui
AppName=Catgui
AppVersion={#Version}
AppPublisher=The authors of Catgui
; What Qt needs: Windows 10, version 1809.
MinVersion=10.0.17763
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

[InstallDelete]
; Python would still load what an older version had there.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
; With the ID that the window has, so that they are one in the taskbar.
Name: "{autoprograms}\Catgui"; Filename: "{app}\Catgui.exe"; AppUserModelID: "org.catgui.Catgui"

[Registry]
; "Open with" lists the program for these files. None is taken from the program that has it.
#define Program "Software\Classes\Applications\Catgui.exe"
#define Types Program + "\SupportedTypes"
Root: HKA; Subkey: "{#Program}"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "Catgui"; Flags: uninsdeletekey
Root: HKA; Subkey: "{#Program}\shell\open\command"; ValueType: string; ValueData: """{app}\Catgui.exe"" ""%1"""
Root: HKA; Subkey: "{#Types}"; ValueType: string; ValueName: ".h5"
Root: HKA; Subkey: "{#Types}"; ValueType: string; ValueName: ".hdf5"
Root: HKA; Subkey: "{#Types}"; ValueType: string; ValueName: ".npz"
Root: HKA; Subkey: "{#Types}"; ValueType: string; ValueName: ".jpg"
Root: HKA; Subkey: "{#Types}"; ValueType: string; ValueName: ".jpeg"
Root: HKA; Subkey: "{#Types}"; ValueType: string; ValueName: ".png"
Root: HKA; Subkey: "{#Types}"; ValueType: string; ValueName: ".webp"
Root: HKA; Subkey: "{#Types}"; ValueType: string; ValueName: ".heic"

[Run]
Filename: "{app}\Catgui.exe"; Description: "Start Catgui"; Flags: nowait postinstall skipifsilent
