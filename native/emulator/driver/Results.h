// Names the driver's result codes, so that the code speaks of errors by name.
#pragma once

namespace vdsh {

constexpr int Success = 0;
constexpr int InvalidValue = 1;
constexpr int OutOfMemory = 2;
constexpr int NotInitialized = 3;
constexpr int InvalidDevice = 101;
constexpr int InvalidContext = 201;
constexpr int NoBinaryForGpu = 209;
constexpr int InvalidPtx = 218;
constexpr int UnsupportedPtxVersion = 222;
constexpr int InvalidHandle = 400;
constexpr int NotFound = 500;
constexpr int NotReady = 600;
constexpr int IllegalAddress = 700;
constexpr int LaunchOutOfResources = 701;
constexpr int ContextIsDestroyed = 709;
constexpr int LaunchFailed = 719;
constexpr int NotSupported = 801;
constexpr int Unknown = 999;

/// The documented name of a code, or null.
const char* resultName(int code);
/// A short description of a code, or null.
const char* resultText(int code);

}
