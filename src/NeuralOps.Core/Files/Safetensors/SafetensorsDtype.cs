using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The names of dtypes in safetensors headers.</summary>
internal static class SafetensorsDtype
{
    private static readonly (string Name, ScalarType Dtype)[] All =
    [
        ("F64", ScalarType.Float64), ("F32", ScalarType.Float32), ("F16", ScalarType.Float16),
        ("BF16", ScalarType.BFloat16), ("I64", ScalarType.Int64), ("I32", ScalarType.Int32),
        ("I16", ScalarType.Int16), ("I8", ScalarType.Int8), ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(pair => pair.Name));

    public static ScalarType? Of(string name) =>
        All.Where(pair => pair.Name == name).Select(pair => (ScalarType?)pair.Dtype).FirstOrDefault();

    public static string? NameOf(ScalarType dtype) =>
        All.Where(pair => pair.Dtype == dtype).Select(pair => pair.Name).FirstOrDefault();
}
