using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>The physics state of a whole clip with central differences.</summary>
internal static class CentralPhysics
{
    public static double[] Of(ReadOnlySpan<float> features, MotionLayout layout, double rate, int frames)
    {
        double[] height = new double[frames], x = new double[frames], z = new double[frames];
        for (int t = 0; t < frames; t++)
        {
            var row = features[(t * layout.Width)..];
            (x[t], z[t], height[t]) = (row[1] * rate, row[2] * rate, row[3]);
        }

        double dt = 1 / rate;
        double[] climb = Gradient.Of(height, dt), lift = Gradient.Of(climb, dt);
        double[] changeX = Gradient.Of(x, dt), changeZ = Gradient.Of(z, dt);
        double[] rows = new double[frames * PhysicsState.Width];
        var root = new RootTrack();
        for (int t = 0; t < frames; t++)
        {
            var row = features.Slice(t * layout.Width, layout.Width);
            root.Next(row);
            var contacts = row[layout.Contacts.Start..];
            PhysicsRow.Write(
                rows.AsSpan(t * PhysicsState.Width, PhysicsState.Width),
                (height[t], climb[t], lift[t]),
                new(x[t], climb[t], z[t]),
                new(0, 2 * row[0] * rate, 0),
                (Math.Max(contacts[0], contacts[1]), Math.Max(contacts[2], contacts[3])),
                new(changeX[t], lift[t], changeZ[t]),
                new(root.X, height[t], root.Z));
        }

        return rows;
    }
}
