using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>What density and velocities are divided by before they enter a model; nothing is shifted.</summary>
public sealed record FieldScales
{
    /// <summary>S_density, positive.</summary>
    public double Density { get; init => field = Positive(value); } = 1;

    /// <summary>S_velx, positive, in the data's unit of velocity.</summary>
    public double VelX { get; init => field = Positive(value); } = 1;

    /// <summary>S_velz, positive, in the data's unit of velocity.</summary>
    public double VelZ { get; init => field = Positive(value); } = 1;

    /// <summary>Changes nothing.</summary>
    public static FieldScales One { get; } = new();

    /// <summary>Reads <c>normalization_scales</c> of a statistics file.</summary>
    /// <param name="path">A file of <see cref="FieldStatistics.Save"/>, or another with that block.</param>
    /// <exception cref="InvalidDataException">The block or a scale is missing or no positive number.</exception>
    public static FieldScales Load(string path)
    {
        var scales = YamlBlock.Load(path).Child("normalization_scales");
        return new()
        {
            Density = scales.Positive("S_density"),
            VelX = scales.Positive("S_velx"),
            VelZ = scales.Positive("S_velz"),
        };
    }

    /// <summary>Divides by the scales.</summary>
    /// <param name="x">[…, 3, H, W] with channels d, vx, vz, or […, 6, H, W] as <see cref="FluidBatch.X0"/>.</param>
    /// <returns>A new tensor of the same shape.</returns>
    /// <exception cref="ArgumentException">Another number of channels.</exception>
    public Tensor Normalise(Tensor x)
    {
        using var divisor = Divisor(x);
        return x / divisor;
    }

    /// <summary>Multiplies by the scales: the inverse of <see cref="Normalise"/>.</summary>
    /// <param name="x">As of <see cref="Normalise"/>.</param>
    /// <returns>A new tensor of the same shape.</returns>
    /// <exception cref="ArgumentException">Another number of channels.</exception>
    public Tensor Denormalise(Tensor x)
    {
        using var divisor = Divisor(x);
        return x * divisor;
    }

    private Tensor Divisor(Tensor x)
    {
        long[] shape = x.shape;
        double[] values = shape.Length < 3 ? [] : shape[^3] switch
        {
            3 => [Density, VelX, VelZ],
            6 => [Density, VelX, VelZ, Density, 1, 1],
            _ => [],
        };
        if (values.Length == 0)
        {
            throw new ArgumentException(
                $"Expected shape [..., 3 or 6, H, W], got [{string.Join(", ", shape)}].", nameof(x));
        }

        using var row = tensor(values, dtype: x.dtype, device: x.device);
        return row.view(values.Length, 1, 1);
    }

    private static double Positive(double value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "Expected a finite scale.");
    }
}
