// Conversion between raw handles and counted tensors.
#pragma once

#include "neuralops_torch.h"

#include <ATen/core/Tensor.h>

inline at::Tensor borrow(TensorHandle handle) {
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(handle));
}

inline TensorHandle release(at::Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

inline std::vector<at::Tensor> borrow_all(const TensorHandle* handles, int32_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; i++) {
        tensors.push_back(handles[i] ? borrow(handles[i]) : at::Tensor());
    }
    return tensors;
}
