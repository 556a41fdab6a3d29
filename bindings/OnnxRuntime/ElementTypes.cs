using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Managed types of tensor elements.</summary>
internal static class ElementTypes
{
    internal static TensorElementType Of<T>()
        where T : unmanaged => Find(typeof(T)) ?? throw new OnnxRuntimeException(
            ErrorCode.InvalidArgument, $"Expected a numeric element type, got {typeof(T).Name}.");

    internal static Type? ManagedType(TensorElementType type) => type switch
    {
        TensorElementType.Float => typeof(float),
        TensorElementType.Double => typeof(double),
        TensorElementType.Int64 => typeof(long),
        TensorElementType.Int32 => typeof(int),
        TensorElementType.Int16 => typeof(short),
        TensorElementType.Int8 => typeof(sbyte),
        TensorElementType.UInt64 => typeof(ulong),
        TensorElementType.UInt32 => typeof(uint),
        TensorElementType.UInt16 => typeof(ushort),
        TensorElementType.UInt8 => typeof(byte),
        TensorElementType.Bool => typeof(bool),
        TensorElementType.Float16 => typeof(Half),
        TensorElementType.String => typeof(string),
        _ => null,
    };

    private static TensorElementType? Find(Type type)
    {
        for (var candidate = TensorElementType.Float; candidate < TensorElementType.DataTypeMax; candidate++)
        {
            if (ManagedType(candidate) == type)
            {
                return candidate;
            }
        }

        return null;
    }
}
