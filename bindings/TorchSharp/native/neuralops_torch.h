// The C interface between the managed TorchSharp layer and libtorch.
//
// A tensor handle is a TensorImpl with one reference owned by the caller; functions borrow the handles they are given
// and return handles the caller must release. Every function returns 0, or 1 after storing a message that
// no_last_error() returns for the calling thread. No exception leaves this library.
#pragma once

#include <cstdint>

#define NO_EXPORT extern "C" __attribute__((visibility("default")))

namespace c10 { struct TensorImpl; }

using TensorHandle = c10::TensorImpl*;

enum class ValueKind : int32_t {
    None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, IntList = 5, TensorList = 6, OptionalTensorList = 7,
    String = 8, Device = 9, Generator = 10, DoubleList = 11, BoolList = 12, Default = 13,
};

// One argument or result. Lists point to `count` elements (int64_t, double, uint8_t or TensorHandle).
struct Value {
    ValueKind kind;
    int32_t count;
    union {
        int64_t integer;
        double real;
        const void* pointer;
    };
};

// What the managed side reads of a tensor in one call; sizes and strides stay owned by the tensor.
struct TensorInfo {
    const int64_t* sizes;
    const int64_t* strides;
    int64_t dimensions;
    int64_t elements;
    int64_t storage_offset;
    int64_t element_size;
    int32_t scalar_type;
    int32_t device_type;
    int32_t device_index;
    int32_t contiguous;
};
