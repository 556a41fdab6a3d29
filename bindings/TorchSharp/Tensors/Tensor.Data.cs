using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator Clone = new("aten::clone", "self");
        private static readonly Operator Contiguous = new("aten::contiguous", "self");
        private static readonly Operator CopyInPlace = new("aten::copy_", "self src non_blocking");
        private static readonly Operator Detach = new("aten::detach", "self");
        private static readonly Operator DetachInPlace = new("aten::detach_", "self");
        private static readonly Operator ToDtype = new("aten::to.dtype", "self dtype non_blocking copy");
        private static readonly Operator ToDevice = new("aten::to.device", "self device dtype non_blocking copy");

        /// <summary>The elements as raw memory; the tensor must be contiguous and on the CPU.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                TensorInfo facts = Facts();
                if (facts.Contiguous == 0 || facts.DeviceType != (int)DeviceType.CPU)
                {
                    throw new InvalidOperationException(
                        "The bytes of a tensor are only accessible when it is contiguous and on the CPU.");
                }
                NativeMethods.Check(NativeMethods.no_tensor_data(Handle, out void* data));
                GC.KeepAlive(this);
                return new Span<byte>(data, checked((int)(facts.Elements * facts.ElementSize)));
            }

            set
            {
                value.CopyTo(bytes);
                GC.KeepAlive(this);
            }
        }

        /// <summary>Element access by index, and copies in row-major order whatever the strides.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            RequireElementType<T>();
            return new TensorAccessor<T>(this);
        }

        public T item<T>()
            where T : unmanaged
        {
            RequireElementType<T>();
            RequireSingle();
            return ReadSingle<T>();
        }

        public Scalar ToScalar()
        {
            RequireSingle();
            return dtype switch
            {
                ScalarType.Byte => ReadSingle<byte>(),
                ScalarType.Int8 => (int)ReadSingle<sbyte>(),
                ScalarType.Int16 => (int)ReadSingle<short>(),
                ScalarType.Int32 => ReadSingle<int>(),
                ScalarType.Int64 => ReadSingle<long>(),
                ScalarType.Float16 => (float)ReadSingle<Half>(),
                ScalarType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)ReadSingle<ushort>() << 16),
                ScalarType.Float32 => ReadSingle<float>(),
                ScalarType.Float64 => ReadSingle<double>(),
                ScalarType.Bool => ReadSingle<byte>() != 0,
                _ => throw new NotSupportedException($"Expected a real tensor, got {dtype}."),
            };
        }

        public static explicit operator float(Tensor value) => value.ToSingle();

        public static explicit operator double(Tensor value) => value.ToDouble();

        public static explicit operator int(Tensor value) => value.ToInt32();

        public static explicit operator long(Tensor value) => value.ToInt64();

        public static explicit operator bool(Tensor value) => value.ToBoolean();

        public Tensor clone() => Clone.Call(this);

        public Tensor contiguous() => Contiguous.Call(this);

        public Tensor detach() => Detach.Call(this);

        public Tensor detach_() => DetachInPlace.InPlace(this);

        public Tensor alias()
        {
            NativeMethods.Check(NativeMethods.no_tensor_alias(Handle, out IntPtr same));
            GC.KeepAlive(this);
            return new Tensor(same);
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false) => CopyInPlace.InPlace(this, source, nonBlocking);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(
            Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(ToDtype.Call(this, type, non_blocking, copy), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(
            ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(ToDevice.Call(this, device, type, non_blocking, copy), disposeAfter);

        public Tensor to_type(
            ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, copy, disposeAfter, non_blocking);

        public Tensor @float() => to(ScalarType.Float32);

        public Tensor @double() => to(ScalarType.Float64);

        public Tensor @long() => to(ScalarType.Int64);

        public Tensor @int() => to(ScalarType.Int32);

        public Tensor @bool() => to(ScalarType.Bool);

        public Tensor @byte() => to(ScalarType.Byte);

        public Tensor half() => to(ScalarType.Float16);

        private Tensor Moved(Tensor result, bool disposeAfter)
        {
            if (disposeAfter)
            {
                Dispose();
            }
            return result;
        }

        private unsafe T ReadSingle<T>()
            where T : unmanaged
        {
            if (device_type != DeviceType.CPU)
            {
                using Tensor copy = detach().cpu();
                return copy.ReadSingle<T>();
            }
            NativeMethods.Check(NativeMethods.no_tensor_data(Handle, out void* data));
            T value = *(T*)data;
            GC.KeepAlive(this);
            return value;
        }

        private void RequireSingle()
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException(
                    $"Expected a tensor with one element, got shape [{string.Join(", ", shape)}].");
            }
        }

        private void RequireElementType<T>()
        {
            if (!ElementTypes.Matches(typeof(T), dtype))
            {
                throw new ArgumentException($"Expected element type of a {dtype} tensor, got {typeof(T).Name}.");
            }
        }
    }
}

/// <summary>Conversions of one-element tensors.</summary>
public static class TensorExtensionMethods
{
    /// <summary>The bytes of one element.</summary>
    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Expected an element type."),
    };

    public static float ToSingle(this torch.Tensor value) => (float)value.ToScalar().AsDouble;

    public static double ToDouble(this torch.Tensor value) => value.ToScalar().AsDouble;

    public static int ToInt32(this torch.Tensor value) => (int)value.ToScalar().AsInt64;

    public static long ToInt64(this torch.Tensor value) => value.ToScalar().AsInt64;

    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().AsDouble != 0;
}

internal static class ElementTypes
{
    private static readonly Dictionary<Type, torch.ScalarType> Types = new()
    {
        [typeof(byte)] = torch.ScalarType.Byte,
        [typeof(sbyte)] = torch.ScalarType.Int8,
        [typeof(short)] = torch.ScalarType.Int16,
        [typeof(int)] = torch.ScalarType.Int32,
        [typeof(long)] = torch.ScalarType.Int64,
        [typeof(Half)] = torch.ScalarType.Float16,
        [typeof(float)] = torch.ScalarType.Float32,
        [typeof(double)] = torch.ScalarType.Float64,
        [typeof(bool)] = torch.ScalarType.Bool,
        [typeof((float, float))] = torch.ScalarType.ComplexFloat32,
        [typeof(System.Numerics.Complex)] = torch.ScalarType.ComplexFloat64,
    };

    public static bool Matches(Type type, torch.ScalarType dtype) =>
        Types.TryGetValue(type, out torch.ScalarType found) && found == dtype;

    public static torch.ScalarType Of<T>() => Types.TryGetValue(typeof(T), out torch.ScalarType found)
        ? found
        : throw new ArgumentException($"Expected an element type that tensors have, got {typeof(T).Name}.");
}
