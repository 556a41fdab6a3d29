// Calls any ATen operator by its schema name. The stack is filled by argument name: arguments the caller does not give
// take the schema's default, and each given one is checked against the schema's type, because a boxed kernel reads
// whatever it finds.
#include "errors.h"
#include "handles.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <optional>
#include <sstream>

namespace {

enum class Expected { Tensor, Number, Int, Float, Bool, IntList, FloatList, BoolList, TensorList, OptionalTensorList,
                      String, Device, Generator, Other };

// c10::optional before libtorch 2.2, std::optional since: whichever this libtorch has.
using OptionalTensor = decltype(std::declval<c10::IValue>().toOptional<at::Tensor>());

struct Parameter {
    std::string name;
    Expected expected;
    bool optional;
    std::optional<c10::IValue> fallback;
};

Expected expected_of(const c10::TypePtr& type) {
    switch (type->kind()) {
        case c10::TypeKind::TensorType: return Expected::Tensor;
        case c10::TypeKind::NumberType: return Expected::Number;
        case c10::TypeKind::IntType:
        case c10::TypeKind::SymIntType: return Expected::Int;
        case c10::TypeKind::FloatType: return Expected::Float;
        case c10::TypeKind::BoolType: return Expected::Bool;
        case c10::TypeKind::StringType: return Expected::String;
        case c10::TypeKind::DeviceObjType: return Expected::Device;
        case c10::TypeKind::GeneratorType: return Expected::Generator;
        case c10::TypeKind::ListType: {
            const auto element = type->castRaw<c10::ListType>()->getElementType();
            switch (element->kind()) {
                case c10::TypeKind::TensorType: return Expected::TensorList;
                case c10::TypeKind::OptionalType: return Expected::OptionalTensorList;
                case c10::TypeKind::IntType:
                case c10::TypeKind::SymIntType: return Expected::IntList;
                case c10::TypeKind::FloatType: return Expected::FloatList;
                case c10::TypeKind::BoolType: return Expected::BoolList;
                default: return Expected::Other;
            }
        }
        default: return Expected::Other;
    }
}

Parameter parameter_of(const c10::Argument& argument) {
    c10::TypePtr type = argument.type();
    const bool optional = type->kind() == c10::TypeKind::OptionalType;
    if (optional) {
        type = type->castRaw<c10::OptionalType>()->getElementType();
    }
    Parameter parameter{argument.name(), expected_of(type), optional, std::nullopt};
    if (argument.default_value().has_value()) {
        parameter.fallback = *argument.default_value();
    } else if (optional) {
        parameter.fallback = c10::IValue();
    }
    return parameter;
}

template <class T>
c10::List<T> list_of(const Value& value) {
    c10::List<T> list;
    list.reserve(value.count);
    const T* items = static_cast<const T*>(value.pointer);
    for (int32_t i = 0; i < value.count; i++) {
        list.push_back(items[i]);
    }
    return list;
}

// The stack value for `value` where the schema expects `expected`; empty when the two do not fit.
std::optional<c10::IValue> convert(const Value& value, Expected expected) {
    switch (expected) {
        case Expected::Tensor:
            if (value.kind == ValueKind::Tensor) {
                return c10::IValue(borrow(static_cast<TensorHandle>(const_cast<void*>(value.pointer))));
            }
            break;
        case Expected::Number:
        case Expected::Int:
            if (value.kind == ValueKind::Int) {
                return c10::IValue(value.integer);
            }
            if (expected == Expected::Number && value.kind == ValueKind::Double) {
                return c10::IValue(value.real);
            }
            if (expected == Expected::Number && value.kind == ValueKind::Bool) {
                return c10::IValue(value.integer != 0);
            }
            break;
        case Expected::Float:
            if (value.kind == ValueKind::Double) {
                return c10::IValue(value.real);
            }
            if (value.kind == ValueKind::Int) {
                return c10::IValue(static_cast<double>(value.integer));
            }
            break;
        case Expected::Bool:
            if (value.kind == ValueKind::Bool) {
                return c10::IValue(value.integer != 0);
            }
            break;
        case Expected::IntList:
            if (value.kind == ValueKind::IntList) {
                return c10::IValue(list_of<int64_t>(value));
            }
            break;
        case Expected::FloatList:
            if (value.kind == ValueKind::DoubleList) {
                return c10::IValue(list_of<double>(value));
            }
            break;
        case Expected::BoolList:
            if (value.kind == ValueKind::BoolList) {
                return c10::IValue(list_of<bool>(value));
            }
            break;
        case Expected::TensorList:
        case Expected::OptionalTensorList:
            if (value.kind == ValueKind::TensorList) {
                const auto* handles = static_cast<const TensorHandle*>(value.pointer);
                if (expected == Expected::TensorList) {
                    c10::List<at::Tensor> list;
                    list.reserve(value.count);
                    for (int32_t i = 0; i < value.count; i++) {
                        TORCH_CHECK(handles[i] != nullptr, "expected a tensor at ", i, " of the list, got none");
                        list.push_back(borrow(handles[i]));
                    }
                    return c10::IValue(std::move(list));
                }
                c10::List<OptionalTensor> list;
                list.reserve(value.count);
                for (int32_t i = 0; i < value.count; i++) {
                    list.push_back(handles[i] ? OptionalTensor(borrow(handles[i])) : OptionalTensor());
                }
                return c10::IValue(std::move(list));
            }
            break;
        case Expected::String:
            if (value.kind == ValueKind::String) {
                return c10::IValue(std::string(static_cast<const char*>(value.pointer), value.count));
            }
            break;
        case Expected::Device:
            if (value.kind == ValueKind::Device) {
                return c10::IValue(c10::Device(static_cast<c10::DeviceType>(value.integer >> 32),
                                               static_cast<c10::DeviceIndex>(static_cast<int32_t>(value.integer))));
            }
            break;
        case Expected::Generator:
            if (value.kind == ValueKind::Generator) {
                return c10::IValue(*static_cast<const at::Generator*>(value.pointer));
            }
            break;
        case Expected::Other: break;
    }
    return std::nullopt;
}

Value result_of(const at::Tensor& tensor) {
    Value result{};
    result.kind = tensor.defined() ? ValueKind::Tensor : ValueKind::None;
    result.pointer = release(tensor);
    return result;
}

void append(std::vector<Value>& results, const c10::IValue& value) {
    Value result{};
    if (value.isTensor()) {
        result = result_of(value.toTensor());
    } else if (value.isTensorList()) {
        for (const at::Tensor& tensor : value.toTensorVector()) {
            results.push_back(result_of(tensor));
        }
        return;
    } else if (value.isInt()) {
        result.kind = ValueKind::Int;
        result.integer = value.toInt();
    } else if (value.isDouble()) {
        result.kind = ValueKind::Double;
        result.real = value.toDouble();
    } else if (value.isBool()) {
        result.kind = ValueKind::Bool;
        result.integer = value.toBool();
    } else if (!value.isNone()) {
        throw std::runtime_error("a result of type " + value.tagKind() + " cannot be returned");
    }
    results.push_back(result);
}

}  // namespace

// An operator together with where each of the caller's arguments goes on the stack.
struct Operator {
    c10::OperatorHandle handle;
    std::vector<Parameter> parameters;
    std::vector<int32_t> given;  // per parameter: index of the caller's argument, or -1
    int32_t arguments;
};

// `arguments` lists, separated by blanks, the schema's names of the arguments that calls will give, in their order.
NO_EXPORT int no_operator_find(const char* name, const char* overload, const char* arguments, Operator** result) {
    return guarded([&] {
        const auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", name, *overload ? "." : "", overload);
        auto op = std::make_unique<Operator>(Operator{*handle, {}, {}, 0});
        for (const auto& argument : handle->schema().arguments()) {
            op->parameters.push_back(parameter_of(argument));
        }
        op->given.assign(op->parameters.size(), -1);
        std::istringstream names(arguments);
        for (std::string argument; names >> argument; op->arguments++) {
            size_t i = 0;
            while (i < op->parameters.size() && op->parameters[i].name != argument) {
                i++;
            }
            TORCH_CHECK(i < op->parameters.size(), name, " has no argument '", argument, "': ", handle->schema());
            op->given[i] = op->arguments;
        }
        for (size_t i = 0; i < op->parameters.size(); i++) {
            TORCH_CHECK(op->given[i] >= 0 || op->parameters[i].fallback.has_value(),
                        name, " needs argument '", op->parameters[i].name, "': ", handle->schema());
        }
        *result = op.release();
    });
}

// Results stay valid until the thread's next call.
NO_EXPORT int no_operator_call(Operator* op, const Value* values, int32_t count, const Value** results, int32_t* found) {
    thread_local std::vector<Value> buffer;
    return guarded([&] {
        TORCH_CHECK(count <= op->arguments, op->handle.operator_name(), " takes ", op->arguments,
                    " arguments here, got ", count);
        torch::jit::Stack stack;
        stack.reserve(std::max<size_t>(op->parameters.size(), 4));
        for (size_t i = 0; i < op->parameters.size(); i++) {
            const Parameter& parameter = op->parameters[i];
            const int32_t index = op->given[i];
            if (index < 0 || index >= count || values[index].kind == ValueKind::Default) {
                TORCH_CHECK(parameter.fallback.has_value(), op->handle.operator_name(), " needs argument '",
                            parameter.name, "'");
                stack.push_back(*parameter.fallback);
                continue;
            }
            if (values[index].kind == ValueKind::None && parameter.optional) {
                stack.emplace_back();
                continue;
            }
            auto value = convert(values[index], parameter.expected);
            TORCH_CHECK(value.has_value(), op->handle.operator_name(), ": argument '", parameter.name,
                        "' does not accept a value of kind ", static_cast<int32_t>(values[index].kind), "; schema: ",
                        op->handle.schema());
            stack.push_back(std::move(*value));
        }
        op->handle.callBoxed(stack);
        buffer.clear();
        for (const c10::IValue& value : stack) {
            append(buffer, value);
        }
        *results = buffer.data();
        *found = static_cast<int32_t>(buffer.size());
    });
}
