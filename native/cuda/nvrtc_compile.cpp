// Compiles the kernels to PTX with NVRTC alone, so that neither a CUDA toolkit nor a driver is needed to build or to check them.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace
{
using Program = void*;
using CreateProgram = int (*)(Program*, const char* source, const char* name, int headers, const char* const* contents, const char* const* names);
using CompileProgram = int (*)(Program, int count, const char* const* options);
using GetSize = int (*)(Program, std::size_t*);
using GetText = int (*)(Program, char*);
using DestroyProgram = int (*)(Program*);
using ErrorString = const char* (*)(int);

struct Nvrtc
{
    CreateProgram create;
    CompileProgram compile;
    GetSize logSize, ptxSize;
    GetText log, ptx;
    DestroyProgram destroy;
    ErrorString errorString;
};

template <class Entry>
bool find(void* library, const char* name, Entry& entry)
{
    entry = reinterpret_cast<Entry>(dlsym(library, name));
    if (entry == nullptr)
        std::cerr << "nvrtc_compile: the NVRTC library has no " << name << "; give the path of another one\n";
    return entry != nullptr;
}

bool load(const char* path, Nvrtc& nvrtc)
{
    void* library = dlopen(path, RTLD_NOW);
    if (library == nullptr)
    {
        std::cerr << "nvrtc_compile: " << dlerror() << "; run native/toolchain.sh to fetch NVRTC\n";
        return false;
    }
    return find(library, "nvrtcCreateProgram", nvrtc.create) && find(library, "nvrtcCompileProgram", nvrtc.compile) &&
        find(library, "nvrtcGetProgramLogSize", nvrtc.logSize) && find(library, "nvrtcGetProgramLog", nvrtc.log) &&
        find(library, "nvrtcGetPTXSize", nvrtc.ptxSize) && find(library, "nvrtcGetPTX", nvrtc.ptx) &&
        find(library, "nvrtcDestroyProgram", nvrtc.destroy) && find(library, "nvrtcGetErrorString", nvrtc.errorString);
}

bool read(const std::string& path, std::string& text)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    text = content.str();
    if (!file)
        std::cerr << "nvrtc_compile: cannot read " << path << "\n";
    return static_cast<bool>(file);
}

// NVRTC puts the working folder before every name in the line table; without it the PTX is the same on every machine.
std::string withoutFolder(std::string ptx)
{
    char* folder = getcwd(nullptr, 0);
    const std::string prefix = folder == nullptr ? "" : "\"" + std::string(folder) + "/";
    std::free(folder);
    for (std::size_t at = 0; !prefix.empty() && (at = ptx.find(prefix, at)) != std::string::npos; at++)
        ptx.replace(at, prefix.size(), "\"");
    return ptx;
}

// NVRTC asks for a driver of its own release, but nothing in the kernels is newer than 7.2 (CUDA 11.2), which the line table needs.
std::string forOlderDrivers(std::string ptx)
{
    const std::string newest = ".version 7.8", needed = ".version 7.2";
    const std::size_t at = ptx.find(newest);
    return at == std::string::npos ? ptx : ptx.replace(at, newest.size(), needed);
}

// NVRTC ends its texts with a zero byte, which is no part of the PTX file.
std::string fetch(Program program, GetSize size, GetText text)
{
    std::size_t length = 0;
    if (size(program, &length) != 0 || length == 0)
        return "";
    std::string result(length, '\0');
    if (text(program, &result[0]) != 0)
        return "";
    result.resize(length - 1);
    return result;
}

bool compile(const Nvrtc& nvrtc, const std::string& sourcePath, const std::vector<std::string>& headerPaths, std::string& ptx)
{
    std::string source;
    std::vector<std::string> contents(headerPaths.size());
    std::vector<const char*> texts, names;
    if (!read(sourcePath, source))
        return false;
    for (std::size_t i = 0; i < headerPaths.size(); i++)
    {
        if (!read(headerPaths[i], contents[i]))
            return false;
        texts.push_back(contents[i].c_str());
        names.push_back(headerPaths[i].c_str());
    }

    const char* options[] = {"--gpu-architecture=compute_75", "--std=c++14", "--fmad=true", "-lineinfo"};
    Program program = nullptr;
    int status = nvrtc.create(&program, source.c_str(), sourcePath.c_str(), static_cast<int>(texts.size()), texts.data(), names.data());
    if (status == 0)
    {
        status = nvrtc.compile(program, sizeof(options) / sizeof(options[0]), options);
        std::cerr << fetch(program, nvrtc.logSize, nvrtc.log);
        ptx = fetch(program, nvrtc.ptxSize, nvrtc.ptx);
        nvrtc.destroy(&program);
    }

    if (status != 0 || ptx.empty())
        std::cerr << "nvrtc_compile: " << sourcePath << ": " << nvrtc.errorString(status) << "\n";
    return status == 0 && !ptx.empty();
}
}

int main(int count, char** arguments)
{
    if (count < 4)
    {
        std::cerr << "usage: nvrtc_compile LIBNVRTC SOURCE.cu OUTPUT.ptx [HEADER.cuh ...]\n"
                     "Run it in the folder of the sources with names relative to it: they are written into the line table.\n";
        return 2;
    }

    Nvrtc nvrtc;
    std::string ptx;
    if (!load(arguments[1], nvrtc) || !compile(nvrtc, arguments[2], std::vector<std::string>(arguments + 4, arguments + count), ptx))
        return 1;
    std::ofstream output(arguments[3], std::ios::binary);
    output << forOlderDrivers(withoutFolder(ptx));
    output.close();
    if (!output)
        std::cerr << "nvrtc_compile: cannot write " << arguments[3] << "\n";
    return output ? 0 : 1;
}
