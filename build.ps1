# Builds, tests and tries Vdsh with nothing but the .NET SDK: the same verbs as build.sh, for PowerShell.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1'

$verb = if ($args.Count -gt 0) { $args[0] } else { '' }
$rest = @(if ($args.Count -gt 1) { $args[1..($args.Count - 1)] })

function Show-Usage {
  @'
usage: ./build.ps1 <verb> [arguments]

  build             compiles everything in Release
  demo [options]    trains a 64-layer network on the embedded digits, evaluates it, writes model.vdsh and report.html
  native            builds nothing here: the optional kernels and the CUDA emulator of the tests are built on Linux only (./build.sh native)
  test [options]    runs all tests; the last line says how many passed and failed (options go to dotnet test)
  bench [options]   measures this machine: "gemm", "encode", "train" or "search" with their options; without any, the first three
  bench peers [options]
                    multiplies beside OpenBLAS, encodes beside ONNX Runtime and trains beside PyTorch; results go to artifacts/peers (--quick: one net)
  bench archive [quick|full]
                    runs the micro-benchmarks, then the peers, and keeps the results in benchmarks/PROCESSOR
  fuzz [reader] [seconds]
                    reads mutated files, requests and command lines in process, 60 seconds long unless said otherwise; failing inputs go to
                    artifacts/fuzz ("fuzz list": the readers; "--inputs N" instead of a time, "--seed N" for other inputs)
  fuzz replay FILE  reads one input again
  pack              makes the NuGet packages in artifacts/
  publish [rid]     makes archives that run without .NET in artifacts/publish (rid: linux-x64 unless given)
'@
}

function Assert-Dotnet {
  if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine("build.ps1: error: 'dotnet' was not found; install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again.")
    exit 1
  }
}

function Invoke-Dotnet {
  & dotnet @args
  if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

# Compiles a project quietly: the log is shown only where the build fails.
function Build-Quietly($project) {
  $log = & dotnet build "$root/$project" -c Release -v q --nologo 2>&1
  if ($LASTEXITCODE -ne 0) {
    $log | ForEach-Object { [Console]::Error.WriteLine($_) }
    exit 1
  }
}

function Build-Tool { Build-Quietly 'src/Vdsh.Cli' }

# Measures other programs beside this one, one after the other; tables go to the terminal, results to artifacts/peers.
function Invoke-Peers {
  $out = "$root/artifacts/peers"
  $tool = "$root/tests/Vdsh.Peers/bin/Release/net10.0/Vdsh.Peers.dll"
  New-Item -ItemType Directory -Force $out | Out-Null
  Build-Quietly 'tests/Vdsh.Peers'
  Invoke-Dotnet $tool encode --json | Set-Content "$out/encode.json"
  Invoke-Dotnet $tool train --json @args | Set-Content "$out/train.json"
  Write-Output 'build.ps1: results are in artifacts/peers/gemm.json, encode.json and train.json'
}

# Keeps what micro-benchmarks and peers give on this processor.
function Invoke-Archive($selection) {
  $tool = "$root/tests/Vdsh.Benchmarks/bin/Release/net10.0/Vdsh.Benchmarks.dll"
  Build-Quietly 'tests/Vdsh.Benchmarks'
  Push-Location $root
  Invoke-Dotnet $tool $selection
  Pop-Location
  Invoke-Peers
  $folder = "$root/benchmarks/$(Invoke-Dotnet $tool folder)"
  Copy-Item "$root/artifacts/peers/*.json" $folder
  Write-Output "build.ps1: results are in $folder"
}

# Reads mutated inputs; where the process itself died, keeps the input that it was reading.
function Invoke-Fuzz {
  $tool = "$root/tests/Vdsh.Fuzz/bin/Release/net10.0/Vdsh.Fuzz.dll"
  Build-Quietly 'tests/Vdsh.Fuzz'
  $env:VDSH_FUZZ_OUT = "$root/artifacts/fuzz"
  & dotnet $tool @args
  $code = $LASTEXITCODE
  if ($code -notin 0, 1, 2, 130) { & dotnet $tool lost }
  exit $code
}

function Invoke-Tool {
  Invoke-Dotnet "$root/src/Vdsh.Cli/bin/Release/net10.0/Vdsh.Cli.dll" @args
}

function Invoke-Tests {
  $results = "$root/artifacts/test-results"
  if (Test-Path $results) { Remove-Item -Recurse -Force $results }
  & dotnet test "$root/Vdsh.sln" -c Release --nologo --logger 'trx;LogFilePrefix=results' --results-directory $results @rest
  $code = $LASTEXITCODE
  $total = 0; $executed = 0; $passed = 0; $failed = 0; $reasons = @()
  foreach ($file in @(Get-ChildItem -Path $results -Filter *.trx -ErrorAction SilentlyContinue)) {
    $run = ([xml](Get-Content -Raw $file.FullName)).TestRun
    $counters = $run.ResultSummary.Counters
    $reasons += @($run.Results.UnitTestResult | Where-Object outcome -eq 'NotExecuted' | ForEach-Object { $_.Output.ErrorInfo.Message })
    $total += [int]$counters.total
    $executed += [int]$counters.executed
    $passed += [int]$counters.passed
    $failed += [int]$counters.failed + [int]$counters.error + [int]$counters.timeout + [int]$counters.aborted
  }
  if ($code -eq 0 -and $passed -eq 0) {
    [Console]::Error.WriteLine('build.ps1: error: no test ran.')
    $code = 1
  }
  elseif ($code -ne 0 -and $failed -eq 0) {
    [Console]::Error.WriteLine("build.ps1: error: the test run itself broke (dotnet test ended with exit code $code); see the output above.")
  }
  if ($failed -ne 0 -and $code -eq 0) { $code = 1 }
  if ($total -ne $executed) {
    Write-Host "$($total - $executed) skipped:"
    $reasons | Group-Object | ForEach-Object { Write-Host "  $($_.Count) $($_.Name)" }
  }
  Write-Output "$passed passed, $failed failed"
  exit $code
}

# Publishes one project with its own .NET as an archive, prints the archive's size and refuses one that is too large to carry around.
function Publish-Project($project, $name, $rid) {
  $out = "$root/artifacts/publish"
  $limit = 60 * 1000 * 1000
  if (Test-Path "$out/$name-$rid") { Remove-Item -Recurse -Force "$out/$name-$rid" }
  Invoke-Dotnet publish "$root/$project" -c Release -r $rid --self-contained --nologo -v q '-p:DebugType=none' '-p:Standalone=true' -o "$out/$name-$rid"
  & tar -C $out -czf "$out/$name-$rid.tar.gz" "$name-$rid"
  if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
  $size = (Get-Item "$out/$name-$rid.tar.gz").Length
  Write-Output "artifacts/publish/$name-$rid.tar.gz: $([math]::Round($size / 1e6, 1)) MB"
  if ($size -ge $limit) {
    [Console]::Error.WriteLine("build.ps1: error: $name-$rid.tar.gz has $size bytes, the limit is $limit; see what grew in artifacts/publish/$name-$rid.")
    exit 1
  }
}

switch ($verb) {
  'build' { Assert-Dotnet; Invoke-Dotnet build "$root/Vdsh.sln" -c Release --nologo @rest }
  'demo' { Assert-Dotnet; Build-Tool; Invoke-Tool demo @rest }
  'native' { Write-Output 'build.ps1: native: nothing to build, the CUDA emulator is Linux only; tests that need it run there through ./build.sh, or here on a real GPU.' }
  'test' { Assert-Dotnet; Invoke-Tests }
  'bench' {
    Assert-Dotnet
    if ($rest.Count -gt 0 -and $rest[0] -eq 'peers') {
      $options = @($rest | Select-Object -Skip 1)
      Invoke-Peers @options
      exit
    }
    if ($rest.Count -gt 0 -and $rest[0] -eq 'archive') {
      Invoke-Archive $(if ($rest.Count -gt 1) { $rest[1] } else { 'quick' })
      exit
    }
    Build-Tool
    if ($rest.Count -gt 0) { Invoke-Tool bench @rest }
    else { 'gemm', 'encode', 'train' | ForEach-Object { Invoke-Tool bench $_ } }
  }
  'fuzz' { Assert-Dotnet; Invoke-Fuzz @rest }
  'pack' {
    Assert-Dotnet
    Invoke-Dotnet pack "$root/src/Vdsh" -c Release --nologo -o "$root/artifacts" @rest
    Invoke-Dotnet pack "$root/src/Vdsh.Cuda" -c Release --nologo -o "$root/artifacts" @rest
    Invoke-Dotnet pack "$root/src/Vdsh.Serve" -c Release --nologo -o "$root/artifacts" @rest
    Invoke-Dotnet pack "$root/src/Vdsh.Cli" -c Release --nologo -o "$root/artifacts" @rest
  }
  'publish' {
    Assert-Dotnet
    $rid = if ($rest.Count -gt 0) { $rest[0] } else { 'linux-x64' }
    Publish-Project 'src/Vdsh.Cli' 'vdsh' $rid
    if (Test-Path "$root/tests/Vdsh.Cuda.Tests/Vdsh.Cuda.Tests.csproj") { Publish-Project 'tests/Vdsh.Cuda.Tests' 'vdsh-cuda-tests' $rid }
  }
  { $_ -in 'help', '-h', '--help' } { Show-Usage }
  default {
    if ($verb -ne '') { [Console]::Error.WriteLine("build.ps1: error: unknown verb '$verb'.") }
    [Console]::Error.WriteLine((Show-Usage))
    exit 2
  }
}
