; The Windows set-up program: for one person, no administrator rights, .jtd and .jtx open in jtdesk.
; Made by `dev.py build` with ISCC /DVersion=<version>; Inno Setup 6.3 or newer.

#ifndef Version
  #error Version is missing: run "py dev.py build" instead of the compiler
#endif
#define Name "教育集团管理工作台 jtdesk"
#define Program "jtdesk.exe"

[Setup]
AppId={{7E0C3C52-6B0B-4C0C-9E0B-2F6C1B7A54D1}
AppName={#Name}
AppVersion={#Version}
VersionInfoVersion={#Version}
DefaultDirName={localappdata}\Programs\jtdesk
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
OutputDir=..\dist
OutputBaseFilename=jtdesk-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
CloseApplications=yes
RestartApplications=no
UninstallDisplayIcon={app}\{#Program}
UninstallDisplayName={#Name}
#if FileExists(SourcePath + "..\resources\icons\jtdesk.ico")
SetupIconFile=..\resources\icons\jtdesk.ico
#endif

[Languages]
#if FileExists(CompilerPath + "Languages\ChineseSimplified.isl")
Name: "zh"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"
#elif FileExists(CompilerPath + "Languages\Unofficial\ChineseSimplified.isl")
Name: "zh"; MessagesFile: "compiler:Languages\Unofficial\ChineseSimplified.isl"
#else
Name: "zh"; MessagesFile: "compiler:Default.isl"
#endif

[Messages]
WelcomeLabel2=将在您的电脑上安装 [name/ver]。%n%n只为当前用户安装，不需要管理员权限，不联网。
FinishedLabel=[name] 已装好。双击桌面图标，或直接双击 .jtd 数据文件即可打开。

[CustomMessages]
DesktopIcon=在桌面放一个图标(&D)
StartNow=现在打开 jtdesk
StoreFile=集团数据文件
PackageFile=集团数据交换包

[Tasks]
Name: "desktopicon"; Description: "{cm:DesktopIcon}"

[InstallDelete]
; An update leaves no modules of the version before.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\dist\jtdesk\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\{#Program}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Program}"; Tasks: desktopicon

[Registry]
Root: HKCU; Subkey: "Software\Classes\.jtd"; ValueType: string; ValueData: "jtdesk.Store"; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\jtdesk.Store"; ValueType: string; ValueData: "{cm:StoreFile}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\jtdesk.Store\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Program},0"
Root: HKCU; Subkey: "Software\Classes\jtdesk.Store\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" ""%1"""
Root: HKCU; Subkey: "Software\Classes\.jtx"; ValueType: string; ValueData: "jtdesk.Package"; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\jtdesk.Package"; ValueType: string; ValueData: "{cm:PackageFile}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\jtdesk.Package\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Program},0"
Root: HKCU; Subkey: "Software\Classes\jtdesk.Package\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" ""%1"""

[Run]
Filename: "{app}\{#Program}"; Description: "{cm:StartNow}"; Flags: nowait postinstall skipifsilent

; Uninstalling takes the program away and nothing else: stores, backups and settings stay.
