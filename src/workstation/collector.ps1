<#
chaincheck: takes a snapshot of what stands between this user and the sign-in to Lync, Skype for Business or Teams.

Needs PowerShell 3 or later, as the user who cannot sign in, and no administrator's rights. It changes nothing on this
computer and sends nothing anywhere: it writes one new folder and a zip of it. Look through them before you hand them on;
a file that you delete is a thing that remains unknown.

How far the clock is off it does not ask, as it sends nothing. If you may ask a time server, add to the folder:
    w32tm /stripchart /computer:SERVER /samples:3 /dataonly > clock-offset.txt

    powershell -ExecutionPolicy Bypass -File snapshot.ps1 -SignIn fails
    chaincheck workstation FOLDER
#>
param(
    # Whether the sign-in works here, as you see it.
    [ValidateSet('works', 'fails', 'unknown')] [string] $SignIn = 'unknown',
    # The folder to make; it must not exist yet.
    [string] $Out = "$HOME\chaincheck-$env:COMPUTERNAME-$env:USERNAME-$(Get-Date -Format yyyyMMdd-HHmmss)"
)

Write-Host @'
chaincheck takes a snapshot of this computer for the diagnosis of a failing sign-in. It takes
  - the names of computer and account, the time, the version of Windows and of the sign-in clients;
  - from the registry: MachineGuid, the settings and policies of the clients and of Schannel, the sign-in address;
  - certificates: the public ones of the user and the trusted, intermediate and distrusted ones. Never a private key;
  - names of stored credentials and their users. Never a password;
  - the names that Windows remembers having looked up in DNS, web sites among them;
  - the state of the Sign-In Assistant and of the clock; names and dates of the files that the clients keep.
It changes nothing and sends nothing.
'@
$Out = (New-Item -ItemType Directory -Path $Out -ErrorAction Stop).FullName
$null = New-Item -ItemType Directory -Path "$Out\registry", "$Out\certificates" -ErrorAction Stop
Write-Host "It writes to $Out"

# Windows' own tools; a 32-bit PowerShell finds the 64-bit ones at Sysnative.
$tools = "$env:SystemRoot\System32"
if (Test-Path -LiteralPath "$env:SystemRoot\Sysnative\reg.exe") { $tools = "$env:SystemRoot\Sysnative" }

# Writes what a step says to a file; if the step fails, a note instead, and the next one goes on.
function Keep([string] $file, [scriptblock] $step) {
    Write-Host "  $file"
    try {
        $said = @(& $step 2>&1 | ForEach-Object { "$_" })
        Set-Content -LiteralPath "$Out\$file" -Value $said -Encoding UTF8 -ErrorAction Stop
    }
    catch { Add-Content -LiteralPath "$Out\notes.txt" -Encoding UTF8 -Value "${file}: $_" }
}

# Some values of a key as reg export writes them.
function Show-Values([string] $key, [string[]] $names) {
    if (-not (Test-Path -LiteralPath "Registry::$key")) { return "; not there: $key" }
    "[$key]"
    $values = Get-ItemProperty -LiteralPath "Registry::$key" -ErrorAction Stop
    foreach ($name in $names) {
        $value = $values.$name
        if ($value -is [int]) { '"{0}"=dword:{1:x8}' -f $name, $value }
        elseif ($null -ne $value) { '"{0}"="{1}"' -f $name, ("$value" -replace '(["\\])', '\$1') }
    }
    ''
}

# about.txt: whose snapshot this is.
Keep 'about.txt' {
    $windows = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' -ErrorAction Stop
    'chaincheck-snapshot: 1'
    "computer: $env:COMPUTERNAME"
    "account: $env:USERDOMAIN\$env:USERNAME"
    "taken: $(Get-Date -Format o)"
    "sign-in: $SignIn"
    "windows: $($windows.ProductName)"
    "build: $($windows.CurrentBuild)"
    "server: $(if ($windows.InstallationType -like 'Server*') { 'yes' } else { 'no' })"
}

# The registry: policies and Schannel whole; of the user's own settings only the values named here.
Keep 'machine-guid.txt' { & "$tools\reg.exe" query 'HKLM\SOFTWARE\Microsoft\Cryptography' /v MachineGuid }
$clients = 'Office\15.0\Lync', 'Office\16.0\Lync', 'Communicator'
Keep 'registry\settings.reg' {
    'Windows Registry Editor Version 5.00'
    ''
    foreach ($root in 'HKEY_CURRENT_USER', 'HKEY_LOCAL_MACHINE') {
        foreach ($client in $clients) {
            Show-Values "$root\SOFTWARE\Microsoft\$client" 'ServerSipUri', 'SavedUserName', 'ConfigurationMode',
                'ServerAddressInternal', 'ServerAddressExternal', 'Transport', 'DisableStrictDNSNaming',
                'TrustModelData', 'EnableWAM'
        }
        foreach ($version in '15.0', '16.0') {
            Show-Values "$root\SOFTWARE\Microsoft\Office\$version\Common\Identity" 'EnableADAL', 'DisableADALatopWAM'
            Show-Values "$root\SOFTWARE\Policies\Microsoft\Office\$version\Common\Identity" 'EnableADAL', 'DisableADALatopWAM'
        }
    }
    Show-Values 'HKEY_CURRENT_USER\SOFTWARE\Microsoft\Shared\UcClient' 'ServerSipUri', 'SavedUserName'
    Show-Values 'HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\SystemCertificates\AuthRoot' 'DisableRootAutoUpdate'
    Show-Values 'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Office\ClickToRun\Configuration' 'VersionToReport'
}
$whole = @('HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL')
foreach ($client in $clients) {
    $whole += "HKEY_CURRENT_USER\SOFTWARE\Policies\Microsoft\$client", "HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\$client"
}
foreach ($key in $whole) {
    $root = if ($key -like 'HKEY_CURRENT_USER*') { 'user' } else { 'machine' }
    $file = "registry\$root-$($key -replace '^.*\\(Microsoft|Control)\\' -replace '\\', '-').reg"
    if (Test-Path -LiteralPath "Registry::$key") {
        Write-Host "  $file"
        $said = & "$tools\reg.exe" export $key "$Out\$file" /y 2>&1
        if ($LASTEXITCODE) { Add-Content -LiteralPath "$Out\notes.txt" -Encoding UTF8 -Value "${file}: $said" }
    }
    else { Keep $file { 'Windows Registry Editor Version 5.00', '', "; not there: $key" } }
}

# Certificates: their public part. The user's stores show the machine's too, which are left out there.
foreach ($name in 'My', 'Root', 'CA', 'Disallowed') {
    $machine = Get-ChildItem -LiteralPath "Cert:\LocalMachine\$name" -ErrorAction SilentlyContinue
    $machine = @($machine | ForEach-Object { $_.Thumbprint })
    foreach ($owner in 'user', 'machine') {
        if ($name -eq 'My' -and $owner -eq 'machine') { continue }
        $place = "$(if ($owner -eq 'user') { 'CurrentUser' } else { 'LocalMachine' })\$name"
        $others = if ($owner -eq 'user' -and $name -ne 'My') { $machine } else { @() }
        Keep "certificates\$owner-$($name.ToLower()).pem" {
            $all = Get-ChildItem -LiteralPath "Cert:\$place" -ErrorAction Stop
            $all = @($all | Where-Object { $others -notcontains $_.Thumbprint })
            "store: $place"
            "certificates: $($all.Count)"
            foreach ($certificate in $all) {
                "thumbprint: $($certificate.Thumbprint)"
                "has-key: $(if ($certificate.HasPrivateKey) { 'yes' } else { 'no' })"
                '-----BEGIN CERTIFICATE-----'
                [Convert]::ToBase64String($certificate.RawData, 'InsertLineBreaks')
                '-----END CERTIFICATE-----'
            }
        }
    }
}
Keep 'certificates\user-my.txt' { & "$tools\certutil.exe" -v -silent -user -store My }

# What Windows' own tools say, in the language of this computer.
Keep 'msoidsvc.txt' { & "$tools\sc.exe" query msoidsvc }
Keep 'credentials.txt' { & "$tools\cmdkey.exe" /list }
Keep 'dns-cache.txt' { & "$tools\ipconfig.exe" /displaydns }
Keep 'clock.txt' { & "$tools\w32tm.exe" /query /status }

# What the clients remember of servers: names and dates of files, as dir /s lists them, not what is in them.
Keep 'caches.txt' {
    foreach ($client in $clients) {
        $top = "$env:LOCALAPPDATA\Microsoft\$client"
        $folders = @($top)
        if (Test-Path -LiteralPath $top) {
            $below = Get-ChildItem -LiteralPath $top -Recurse -Force | Where-Object { $_.PSIsContainer }
            $folders += @($below | ForEach-Object { $_.FullName })
        }
        foreach ($folder in $folders) {
            '', " Directory of $folder", ''
            $entries = @(Get-ChildItem -LiteralPath $folder -Force -ErrorAction SilentlyContinue)
            foreach ($entry in $entries) {
                $written = $entry.LastWriteTime.ToString('s').Substring(0, 16) -replace 'T', '  '
                $size = if ($entry.PSIsContainer) { '<DIR>' } else { $entry.Length }
                '{0}  {1,14} {2}' -f $written, $size, $entry.Name
            }
            '{0,16} entries' -f $entries.Count
        }
    }
}

# Versions of the sign-in clients.
Keep 'clients.txt' {
    $programs = @("$env:LOCALAPPDATA\Microsoft\Teams\current\Teams.exe")
    foreach ($root in $env:ProgramFiles, ${env:ProgramFiles(x86)}, $env:ProgramW6432) {
        foreach ($office in 'root\Office16', 'root\Office15', 'Office16', 'Office15') {
            $programs += "$root\Microsoft Office\$office\lync.exe", "$root\Microsoft Office 15\$office\lync.exe"
        }
        $programs += "$root\Microsoft Lync\communicator.exe", "$root\Microsoft Office Communicator\communicator.exe"
    }
    foreach ($program in $programs | Select-Object -Unique) {
        if (-not (Test-Path -LiteralPath $program)) { continue }
        $version = (Get-Item -LiteralPath $program -ErrorAction Stop).VersionInfo
        $parts = $version.FileMajorPart, $version.FileMinorPart, $version.FileBuildPart, $version.FilePrivatePart
        "$program`t$($parts -join '.')"
    }
}

# The zip beside the folder; where .NET 4.5 is missing, or scripts may not use it, the folder is the snapshot.
try {
    Add-Type -AssemblyName System.IO.Compression.FileSystem -ErrorAction Stop
    [IO.Compression.ZipFile]::CreateFromDirectory($Out, "$Out.zip")
    Write-Host "Done: $Out.zip (and the folder beside it)"
}
catch { Write-Host "Done: $Out (no zip: $_)" }
