using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>The feature vectors of an aligned motion.</summary>
internal sealed class MotionEncoder
{
    private readonly JointMotion motion;
    private readonly MotionLayout layout;
    private readonly Quat[] heading; // turns the body of each frame to Z+
    private readonly Quat[] rotations;
    private readonly HeadingTurn turn;
    private readonly double footThreshold;

    public MotionEncoder(JointMotion aligned, MotionFeatureOptions options)
    {
        const double publishedStep = 0.002, publishedRate = 20;
        motion = aligned;
        layout = aligned.Layout;
        turn = options.Turn;
        double step = publishedRate / aligned.FramesPerSecond;
        footThreshold = options.FootThreshold ?? publishedStep * step * step;
        heading = Facing.Smoothed(aligned);
        if ((options.Heading ?? layout.Heading) == MotionHeading.Reset)
        {
            heading[0] = Quat.Identity;
        }

        rotations = Kinematics.Rotations(aligned, heading);
    }

    public float[] Encode()
    {
        float[] features = new float[(motion.Frames - 1) * layout.Width];
        for (int t = 0; t < motion.Frames - 1; t++)
        {
            Encode(t, features.AsSpan(t * layout.Width, layout.Width));
        }

        return features;
    }

    private void Encode(int t, Span<float> row)
    {
        var root = motion[t, 0];
        var step = heading[t + 1].Rotate(motion[t + 1, 0] - root);
        row[MotionLayout.RootAngularVelocity.Start] = (float)HalfTurn(heading[t + 1] * heading[t].Inverse);
        Write(row, MotionLayout.RootLinearVelocity, step.X, step.Z);
        Write(row, MotionLayout.RootHeight, root.Y);
        var ground = root with { Y = 0 };
        for (int j = 1; j < layout.Joints; j++)
        {
            Write(row[(3 * (j - 1))..], layout.Positions, heading[t].Rotate(motion[t, j] - ground));
            var (first, second) = rotations[(t * layout.Joints) + j].Columns();
            Write(row[(6 * (j - 1))..], layout.Rotations, first);
            Write(row[((6 * (j - 1)) + 3)..], layout.Rotations, second);
        }

        for (int j = 0; j < layout.Joints; j++)
        {
            Write(row[(3 * j)..], layout.Velocities, heading[t].Rotate(motion[t + 1, j] - motion[t, j]));
        }

        for (int i = 0; i < layout.Contacts.Length; i++)
        {
            var move = motion[t + 1, layout.ContactJoints[i]] - motion[t, layout.ContactJoints[i]];
            row[layout.Contacts.Start + i] = Vec3.Dot(move, move) < footThreshold ? 1 : 0;
        }
    }

    private double HalfTurn(Quat change)
    {
        double sine = turn == HeadingTurn.Shortest && change.W < 0 ? -change.Y : change.Y;
        return Math.Asin(Math.Clamp(sine, -1, 1));
    }

    private static void Write(Span<float> row, MotionSlice slice, params ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            row[slice.Start + i] = (float)values[i];
        }
    }

    private static void Write(Span<float> row, MotionSlice slice, Vec3 value) =>
        Write(row, slice, value.X, value.Y, value.Z);
}
