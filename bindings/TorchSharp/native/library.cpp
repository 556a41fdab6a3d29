// Tensor attributes, generators, threads and the library's own facts.
#include "errors.h"
#include "handles.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <ATen/Version.h>
#include <torch/cuda.h>
#include <torch/version.h>

NO_EXPORT const char* no_last_error() { return last_error.c_str(); }

// The libtorch that this library was built for.
NO_EXPORT const char* no_libtorch_version() { return TORCH_VERSION; }

// The libtorch in the process; empty where it does not say.
NO_EXPORT const char* no_libtorch_loaded_version() {
    static std::string version;
    guarded([&] {
        const std::string config = at::show_config();
        const std::string key = "TORCH_VERSION=";
        const auto start = config.find(key);
        if (start != std::string::npos) {
            const auto first = start + key.size();
            version = config.substr(first, config.find_first_of(", \n", first) - first);
        }
    });
    return version.c_str();
}

NO_EXPORT void no_tensor_free(TensorHandle handle) {
    guarded([&] { c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle); });
}

NO_EXPORT int no_tensor_alias(TensorHandle handle, TensorHandle* result) {
    return guarded([&] { *result = release(borrow(handle)); });
}

NO_EXPORT int no_tensor_info(TensorHandle handle, TensorInfo* info) {
    return guarded([&] {
        const at::Tensor tensor = borrow(handle);
        const bool strided = tensor.layout() == c10::kStrided;
        info->sizes = tensor.sizes().data();
        info->strides = strided ? tensor.strides().data() : nullptr;
        info->dimensions = tensor.dim();
        info->elements = tensor.numel();
        info->storage_offset = strided ? tensor.storage_offset() : 0;
        info->element_size = tensor.element_size();
        info->scalar_type = static_cast<int32_t>(tensor.scalar_type());
        info->device_type = static_cast<int32_t>(tensor.device().type());
        info->device_index = tensor.device().has_index() ? tensor.device().index() : -1;
        info->contiguous = strided && tensor.is_contiguous();
    });
}

NO_EXPORT int no_tensor_data(TensorHandle handle, void** data) {
    return guarded([&] { *data = borrow(handle).data_ptr(); });
}

NO_EXPORT int no_tensor_is_leaf(TensorHandle handle, int32_t* result) {
    return guarded([&] { *result = borrow(handle).is_leaf(); });
}

NO_EXPORT int no_tensor_requires_grad(TensorHandle handle, int32_t* result) {
    return guarded([&] { *result = borrow(handle).requires_grad(); });
}

NO_EXPORT int no_tensor_set_requires_grad(TensorHandle handle, int32_t value) {
    return guarded([&] { borrow(handle).requires_grad_(value != 0); });
}

NO_EXPORT int no_tensor_grad(TensorHandle handle, TensorHandle* result) {
    return guarded([&] {
        const at::Tensor& grad = borrow(handle).grad();
        *result = release(grad);
    });
}

NO_EXPORT int no_tensor_set_grad(TensorHandle handle, TensorHandle grad) {
    return guarded([&] { borrow(handle).mutable_grad() = grad ? borrow(grad) : at::Tensor(); });
}

NO_EXPORT int no_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, at::Generator** result) {
    return guarded([&] {
        const c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
        auto generator = at::globalContext().defaultGenerator(device).clone();
        generator.set_current_seed(seed);
        *result = new at::Generator(std::move(generator));
    });
}

NO_EXPORT int no_generator_default(at::Generator** result) {
    return guarded([&] { *result = new at::Generator(at::globalContext().defaultGenerator(c10::kCPU)); });
}

NO_EXPORT void no_generator_free(at::Generator* generator) { delete generator; }

NO_EXPORT int no_generator_set_seed(at::Generator* generator, uint64_t seed) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_current_seed(seed);
    });
}

NO_EXPORT int no_generator_state(at::Generator* generator, TensorHandle* state) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        *state = release(generator->get_state());
    });
}

NO_EXPORT int no_generator_set_state(at::Generator* generator, TensorHandle state) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_state(borrow(state));
    });
}

// Seeds the default generators of every device.
NO_EXPORT int no_manual_seed(uint64_t seed) {
    return guarded([&] { at::manual_seed(seed); });
}

NO_EXPORT int no_set_num_threads(int32_t count) {
    return guarded([&] { at::set_num_threads(count); });
}

NO_EXPORT int32_t no_get_num_threads() { return at::get_num_threads(); }

NO_EXPORT int32_t no_grad_enabled() { return c10::GradMode::is_enabled(); }

NO_EXPORT void no_set_grad_enabled(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

NO_EXPORT int32_t no_cuda_devices() { return static_cast<int32_t>(torch::cuda::device_count()); }
