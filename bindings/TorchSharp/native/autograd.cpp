// Backward, gradients, and the one C++ autograd function that serves every managed one.
#include "errors.h"
#include "handles.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/custom_class.h>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// What a managed callback returns: arrays of handles whose ownership passes to this side (null for an absent gradient).
struct FunctionResult {
    TensorHandle* tensors;
    int32_t count;
    TensorHandle* saved;
    int32_t saved_count;
    TensorHandle* dirty;
    int32_t dirty_count;
    TensorHandle* non_differentiable;
    int32_t non_differentiable_count;
    int32_t materialize_grads;
};

// Both return 0, or an identifier under which the managed side keeps the exception it caught.
struct FunctionCallbacks {
    int64_t (*forward)(void* call, const TensorHandle* inputs, int32_t count, FunctionResult* result);
    int64_t (*backward)(void* call, const TensorHandle* grads, int32_t count, const TensorHandle* saved,
                        int32_t saved_count, FunctionResult* result);
    void (*free_result)(FunctionResult* result);
    void (*free_call)(void* call);
};

namespace {

FunctionCallbacks callbacks;

// Keeps the managed call object alive as long as the graph node is.
struct Call : torch::CustomClassHolder {
    explicit Call(void* call) : call(call) {}
    ~Call() override { callbacks.free_call(call); }
    void* call;
};

variable_list take(TensorHandle* handles, int32_t count) {
    variable_list tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; i++) {
        tensors.push_back(handles[i]
            ? at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handles[i]))
            : at::Tensor());
    }
    return tensors;
}

// Marker that the managed side recognises to rethrow its own exception.
void rethrow(int64_t exception) {
    if (exception != 0) {
        throw std::runtime_error("managed exception #" + std::to_string(exception));
    }
}

std::vector<TensorHandle> handles_of(at::TensorList tensors) {
    std::vector<TensorHandle> handles;
    handles.reserve(tensors.size());
    for (const at::Tensor& tensor : tensors) {
        handles.push_back(tensor.defined() ? tensor.unsafeGetTensorImpl() : nullptr);
    }
    return handles;
}

struct ManagedFunction : torch::autograd::Function<ManagedFunction> {
    static variable_list forward(AutogradContext* context, at::TensorList inputs, int64_t call_address) {
        void* call = reinterpret_cast<void*>(call_address);
        context->saved_data["call"] = c10::IValue::make_capsule(c10::make_intrusive<Call>(call));
        const auto handles = handles_of(inputs);
        FunctionResult result{};
        rethrow(callbacks.forward(call, handles.data(), static_cast<int32_t>(handles.size()), &result));
        auto outputs = take(result.tensors, result.count);
        context->save_for_backward(take(result.saved, result.saved_count));
        context->mark_dirty(take(result.dirty, result.dirty_count));
        context->mark_non_differentiable(take(result.non_differentiable, result.non_differentiable_count));
        context->set_materialize_grads(result.materialize_grads != 0);
        callbacks.free_result(&result);
        return outputs;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        const auto call = c10::static_intrusive_pointer_cast<Call>(context->saved_data["call"].toCapsule());
        const auto saved = context->get_saved_variables();
        const auto grad_handles = handles_of(grads);
        const auto saved_handles = handles_of(saved);
        FunctionResult result{};
        rethrow(callbacks.backward(call->call, grad_handles.data(), static_cast<int32_t>(grad_handles.size()),
                                   saved_handles.data(), static_cast<int32_t>(saved_handles.size()), &result));
        auto inputs = take(result.tensors, result.count);
        callbacks.free_result(&result);
        inputs.emplace_back();  // the address argument of forward
        return inputs;
    }
};

}  // namespace

NO_EXPORT void no_function_register(const FunctionCallbacks* managed) { callbacks = *managed; }

// On success the results are written to `results` (room for `capacity`), their number to `found`.
NO_EXPORT int no_function_apply(void* call, const TensorHandle* inputs, int32_t count, TensorHandle* results,
                                int32_t capacity, int32_t* found) {
    return guarded([&] {
        const auto tensors = borrow_all(inputs, count);
        const auto outputs = ManagedFunction::apply(at::TensorList(tensors), reinterpret_cast<int64_t>(call));
        TORCH_CHECK(static_cast<int32_t>(outputs.size()) <= capacity, "a custom function returned ", outputs.size(),
                    " tensors, at most ", capacity, " are supported");
        for (size_t i = 0; i < outputs.size(); i++) {
            results[i] = release(outputs[i]);
        }
        *found = static_cast<int32_t>(outputs.size());
    });
}

NO_EXPORT int no_backward(const TensorHandle* tensors, int32_t count, const TensorHandle* grads, int32_t grad_count,
                          int32_t retain_graph, int32_t create_graph, const TensorHandle* inputs, int32_t input_count) {
    return guarded([&] {
        torch::autograd::backward(borrow_all(tensors, count), borrow_all(grads, grad_count), retain_graph != 0,
                                  create_graph != 0, borrow_all(inputs, input_count));
    });
}

NO_EXPORT int no_grad(const TensorHandle* outputs, int32_t output_count, const TensorHandle* inputs,
                      int32_t input_count, const TensorHandle* grads, int32_t grad_count, int32_t retain_graph,
                      int32_t create_graph, int32_t allow_unused, TensorHandle* results) {
    return guarded([&] {
        const auto found = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count),
                                                 borrow_all(grads, grad_count), retain_graph != 0, create_graph != 0,
                                                 allow_unused != 0);
        for (size_t i = 0; i < found.size(); i++) {
            results[i] = release(found[i]);
        }
    });
}
