using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Moves this module and its children. Parameters and buffers stay the same objects with new native
            /// tensors, so fields, tied weights and lists keep pointing at them. Integer tensors keep their type.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach ((_, Module child) in named_children())
                {
                    child._toEpilog(dtype, device, non_blocking);
                }
                foreach ((_, Parameter parameter) in _named_parameters())
                {
                    Move(parameter, dtype, device, non_blocking);
                }
                foreach ((Tensor buffer, _) in ownBuffers.Values)
                {
                    Move(buffer, dtype, device, non_blocking);
                }
            }

            internal void MoveTo(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (dtype is { } type && !is_floating_point(type) && !is_complex(type))
                {
                    throw new ArgumentException(
                        $"A module takes floating-point or complex types, got {type}.", nameof(dtype));
                }
                _toEpilog(dtype, device, non_blocking);
            }

            private static void Move(Tensor tensor, ScalarType? dtype, Device? device, bool non_blocking)
            {
                ScalarType current = tensor.dtype;
                bool converts =
                    dtype is { } asked && (is_floating_point(current) || (is_complex(current) && is_complex(asked)));
                ScalarType target = converts ? dtype!.Value : current;
                Device place = device is null || IsOn(tensor, device) ? tensor.device : device;
                if (target == current && IsOn(tensor, place))
                {
                    return;
                }
                using IDisposable gradMode = no_grad();
                using Tensor source = tensor.detach();
                Tensor moved = source.to(target, place, non_blocking: non_blocking);
                moved.requires_grad = tensor.requires_grad;
                using (Tensor? gradient = tensor.grad)
                using (Tensor? movedGradient = gradient?.to(target, place, non_blocking: non_blocking))
                {
                    if (movedGradient is not null)
                    {
                        moved.grad = movedGradient;
                    }
                }
                tensor.Become(moved);
            }

            private static bool IsOn(Tensor tensor, Device device) => tensor.device_type == device.type
                && (device.type == DeviceType.CPU || device.index < 0 || device.index == tensor.device_index);
        }
    }
}

/// <summary>Moves of a module that return it with its own type.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, type, null, non_blocking);

    public static T to<T>(this T module, torch.Device device, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, null, device, non_blocking);

    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, type, device, non_blocking);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, null, new torch.Device(deviceType, deviceIndex), non_blocking);

    public static T to<T>(this T module, string device, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, null, new torch.Device(device), non_blocking);

    public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, other.dtype, other.device, non_blocking);

    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, null, torch.CPU, non_blocking);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => Moved(
            module, null, deviceIndex < 0 ? torch.CUDA : new torch.Device(DeviceType.CUDA, deviceIndex), non_blocking);

    public static T @float<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, torch.ScalarType.Float32, null, non_blocking);

    public static T @double<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, torch.ScalarType.Float64, null, non_blocking);

    public static T half<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, torch.ScalarType.Float16, null, non_blocking);

    public static T bfloat16<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, torch.ScalarType.BFloat16, null, non_blocking);

    private static T Moved<T>(T module, torch.ScalarType? dtype, torch.Device? device, bool non_blocking)
        where T : torch.nn.Module
    {
        module.MoveTo(dtype, device, non_blocking);
        return module;
    }
}
