using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>
/// A managed argument of an operator; <see cref="Operator"/> lowers it to a native <see cref="Value"/>.
/// </summary>
internal readonly struct Argument
{
    public readonly ValueKind Kind;
    public readonly object? Reference;
    public readonly long Integer;
    public readonly double Real;

    private Argument(ValueKind kind, object? reference = null, long integer = 0, double real = 0) =>
        (Kind, Reference, Integer, Real) = (kind, reference, integer, real);

    public static Argument None => default;

    /// <summary>Takes the schema's default.</summary>
    public static Argument Default => new(ValueKind.Default);

    public static implicit operator Argument(Tensor? tensor) =>
        tensor is null ? None : new(ValueKind.Tensor, tensor);

    public static implicit operator Argument(long value) => new(ValueKind.Int, integer: value);

    public static implicit operator Argument(int value) => new(ValueKind.Int, integer: value);

    public static implicit operator Argument(long? value) => value is { } given ? given : None;

    public static implicit operator Argument(double value) => new(ValueKind.Double, real: value);

    public static implicit operator Argument(double? value) => value is { } given ? given : None;

    public static implicit operator Argument(bool value) => new(ValueKind.Bool, integer: value ? 1 : 0);

    public static implicit operator Argument(string? value) => value is null ? None : new(ValueKind.String, value);

    public static implicit operator Argument(long[]? values) => values is null ? None : new(ValueKind.IntList, values);

    public static implicit operator Argument(double[]? values) =>
        values is null ? None : new(ValueKind.DoubleList, values);

    public static implicit operator Argument(bool[]? values) => values is null ? None : new(ValueKind.BoolList, values);

    /// <summary>A list of tensors; null entries are allowed where the schema has <c>Tensor?[]</c>.</summary>
    public static implicit operator Argument(Tensor?[] tensors) => new(ValueKind.TensorList, tensors);

    public static implicit operator Argument(ScalarType type) => new(ValueKind.Int, integer: (long)type);

    public static implicit operator Argument(ScalarType? type) => type is { } given ? given : None;

    public static implicit operator Argument(Device? device) => device is null
        ? None
        : new(ValueKind.Device, integer: ((long)device.type << 32) | (uint)device.index);

    public static implicit operator Argument(Generator? generator) =>
        generator is null ? None : new(ValueKind.Generator, generator);

    public static implicit operator Argument(Scalar? scalar) => scalar is null ? None : scalar.ToArgument();
}
