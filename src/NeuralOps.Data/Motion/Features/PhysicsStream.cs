using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// The causal physics state frame by frame, as feature vectors arrive: row t is row t of
/// <see cref="PhysicsState.Of"/> with <see cref="PhysicsForm.Causal"/>, at the same cost for every t and without
/// allocation.
/// </summary>
/// <param name="layout">The vectors' layout.</param>
/// <param name="framesPerSecond">f, above 0.</param>
public sealed class PhysicsStream(MotionLayout layout, double framesPerSecond)
{
    private readonly double rate = framesPerSecond > 0 ? framesPerSecond : throw new ArgumentOutOfRangeException(
        nameof(framesPerSecond), framesPerSecond, "Expected a frame rate above 0.");

    private long frame;
    private double height;
    private Vec3 velocity;
    private RootTrack root;

    /// <summary>Takes the next feature vector and writes its physics row.</summary>
    /// <param name="features">d_t [D], not normalised.</param>
    /// <param name="physics">The row [64].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Next(ReadOnlySpan<float> features, Span<float> physics)
    {
        Require(features.Length, layout.Width, nameof(features));
        Require(physics.Length, PhysicsState.Width, nameof(physics));
        root.Next(features);
        double climb = frame > 0 ? (features[3] - height) * rate : 0;
        var now = new Vec3(features[1] * rate, climb, features[2] * rate);
        var change = frame > 0 ? (now - velocity) * rate : default;
        change = frame > 1 ? change : change with { Y = 0 };
        var contacts = features[layout.Contacts.Start..];
        Span<double> row = stackalloc double[PhysicsState.Width];
        row.Clear();
        PhysicsRow.Write(
            row,
            (features[3], climb, change.Y),
            now,
            new(0, 2 * features[0] * rate, 0),
            (Math.Max(contacts[0], contacts[1]), Math.Max(contacts[2], contacts[3])),
            change,
            new(root.X, features[3], root.Z));
        for (int i = 0; i < row.Length; i++)
        {
            physics[i] = (float)row[i];
        }

        (frame, height, velocity) = (frame + 1, features[3], now);
    }

    /// <summary>Forgets all frames: the next vector is the first of a clip.</summary>
    public void Reset() => (frame, height, velocity, root) = (0, 0, default, default);

    private static void Require(int length, int expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Expected {expected} channels, got {length}.", name);
        }
    }
}
