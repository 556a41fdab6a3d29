using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The names of dtypes and storage classes in PyTorch files.</summary>
internal static class PytorchDtype
{
    private static readonly (string Storage, string Name, ScalarType Dtype)[] All =
    [
        ("DoubleStorage", "float64", ScalarType.Float64), ("FloatStorage", "float32", ScalarType.Float32),
        ("HalfStorage", "float16", ScalarType.Float16), ("BFloat16Storage", "bfloat16", ScalarType.BFloat16),
        ("LongStorage", "int64", ScalarType.Int64), ("IntStorage", "int32", ScalarType.Int32),
        ("ShortStorage", "int16", ScalarType.Int16), ("CharStorage", "int8", ScalarType.Int8),
        ("ByteStorage", "uint8", ScalarType.Byte), ("BoolStorage", "bool", ScalarType.Bool),
        ("ComplexFloatStorage", "complex64", ScalarType.ComplexFloat32),
        ("ComplexDoubleStorage", "complex128", ScalarType.ComplexFloat64),
    ];

    /// <summary>The dtype of a name such as <c>torch.float32</c>.</summary>
    public static ScalarType? OfName(string name) => name.StartsWith("torch.", StringComparison.Ordinal)
        ? All.Where(row => row.Name == name[6..]).Select(row => (ScalarType?)row.Dtype).FirstOrDefault()
        : null;

    /// <summary>The dtype of a storage class such as <c>torch.FloatStorage</c> or
    /// <c>torch.cuda.FloatStorage</c>.</summary>
    public static ScalarType? OfStorage(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot >= 0 && name[..dot] is "torch" or "torch.cuda"
            ? All.Where(row => row.Storage == name[(dot + 1)..]).Select(row => (ScalarType?)row.Dtype).FirstOrDefault()
            : null;
    }
}
