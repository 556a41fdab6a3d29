using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// The joints of a body over time: positions [T, J, 3], right-handed with Y up, in metres unless the data says
/// otherwise.
/// </summary>
public sealed class JointMotion
{
    private readonly double[] positions;

    /// <summary>Takes positions.</summary>
    /// <param name="positions">[T, J, 3] row by row, not copied.</param>
    /// <param name="layout">Which joints these are.</param>
    /// <param name="framesPerSecond">Above 0.</param>
    /// <param name="source">Where they came from; begins the error texts.</param>
    /// <exception cref="ArgumentException">
    /// There is no frame, or the last one lacks joints, or a position is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The frame rate is not above 0.</exception>
    public JointMotion(
        double[] positions, MotionLayout layout, double framesPerSecond, string source = "joints in memory")
    {
        int row = 3 * layout.Joints;
        if (positions.Length == 0 || positions.Length % row != 0)
        {
            throw new ArgumentException(
                $"{source}: expected {row} coordinates a frame ({layout}), got {positions.Length} in all.",
                nameof(positions));
        }

        int bad = Array.FindIndex(positions, x => !double.IsFinite(x));
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"{source}: expected finite positions, found {positions[bad]} in frame {bad / row}, "
                + $"joint {layout.JointNames[bad % row / 3]}.",
                nameof(positions));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        this.positions = positions;
        Layout = layout;
        FramesPerSecond = framesPerSecond;
        Source = source;
    }

    /// <summary>Which joints these are.</summary>
    public MotionLayout Layout { get; }

    /// <summary>Frame rate.</summary>
    public double FramesPerSecond { get; }

    /// <summary>Where the positions came from.</summary>
    public string Source { get; }

    /// <summary>T.</summary>
    public int Frames => positions.Length / (3 * Layout.Joints);

    /// <summary>Positions [T, J, 3].</summary>
    public ReadOnlySpan<double> Positions => positions;

    internal Vec3 this[int frame, int joint]
    {
        get
        {
            int at = 3 * ((frame * Layout.Joints) + joint);
            return new(positions[at], positions[at + 1], positions[at + 2]);
        }
    }

    /// <summary>Takes the positions of a tensor.</summary>
    /// <param name="positions">[T, J, 3] of any device and real type.</param>
    /// <param name="layout">Which joints these are.</param>
    /// <param name="framesPerSecond">Above 0.</param>
    /// <param name="source">Where they came from; begins the error texts.</param>
    /// <exception cref="ArgumentException">The shape differs, or a position is not finite.</exception>
    public static JointMotion From(
        Tensor positions, MotionLayout layout, double framesPerSecond, string source = "joints in memory")
    {
        Shape.Require(positions, "T J 3", [Shape.Any, layout.Joints, 3]);
        using var scope = NewDisposeScope();
        double[] values = positions.detach().to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        return new(values, layout, framesPerSecond, source);
    }

    /// <summary>The positions as a tensor [T, J, 3] on the CPU.</summary>
    /// <param name="dtype">Its type.</param>
    public Tensor ToTensor(ScalarType dtype = ScalarType.Float32)
    {
        using var exact = tensor(positions, [Frames, Layout.Joints, 3]);
        return exact.to_type(dtype, copy: true);
    }

    /// <summary>The motion in another unit of length.</summary>
    /// <param name="factor">What lengths are multiplied by, e.g. 0.001 from millimetres to metres.</param>
    public JointMotion Scale(double factor) => With(Array.ConvertAll(positions, x => x * factor));

    internal JointMotion Map(Func<Vec3, Vec3> change)
    {
        double[] result = new double[positions.Length];
        for (int i = 0; i < result.Length; i += 3)
        {
            var p = change(new(positions[i], positions[i + 1], positions[i + 2]));
            (result[i], result[i + 1], result[i + 2]) = (p.X, p.Y, p.Z);
        }

        return With(result);
    }

    internal JointMotion With(double[] moved) => new(moved, Layout, FramesPerSecond, Source);
}
