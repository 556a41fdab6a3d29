namespace NeuralOps.Data;

/// <summary>
/// The published PhysicsSSM's extraction: with v = d[3:6], ω = d[0:3] and dt = 1/f, height is the running sum of v_y
/// above its minimum, plus 0.93; the left foot stands where |h′| is below its 30th percentile and h below its median,
/// the right one T/8 frames later; place is the running sum of v. All in float32, as there.
/// </summary>
internal static class ReferencePhysics
{
    public static double[] Of(ReadOnlySpan<float> features, int width, double rate)
    {
        const float pelvis = 0.93f;
        int frames = features.Length / width;
        float dt = (float)(1 / rate);
        float[][] velocity = [.. Enumerable.Range(0, 3).Select(_ => new float[frames])];
        float[][] place = [.. velocity.Select(_ => new float[frames])];
        for (int axis = 0; axis < 3; axis++)
        {
            float sum = 0;
            for (int t = 0; t < frames; t++)
            {
                sum += velocity[axis][t] = features[(t * width) + 3 + axis];
                place[axis][t] = sum * dt;
            }
        }

        float lowest = place[1].Min();
        float[] height = Array.ConvertAll(place[1], y => y - lowest + pelvis);
        float[] climb = Gradient.Of(height, dt), lift = Gradient.Of(climb, dt);
        bool[] stands = Stands(height, climb);
        int delay = frames > 20 ? frames / 8 : 0;
        float[][] change = [.. velocity.Select(v => Gradient.Of(v, dt))];
        double[] rows = new double[frames * PhysicsState.Width];
        for (int t = 0; t < frames; t++)
        {
            var row = features[(t * width)..];
            bool right = stands[(t + frames - delay) % frames];
            PhysicsRow.Write(
                rows.AsSpan(t * PhysicsState.Width, PhysicsState.Width),
                (height[t], climb[t], lift[t]),
                At(velocity, t),
                new(row[0], row[1], row[2]),
                (stands[t] ? 1 : 0, right ? 1 : 0),
                At(change, t),
                At(place, t));
        }

        return rows;
    }

    private static bool[] Stands(float[] height, float[] climb)
    {
        float[] speed = Array.ConvertAll(climb, Math.Abs);
        double slow = Quantiles.Of((float[])speed.Clone(), [0.3])[0];
        double low = Quantiles.Of((float[])height.Clone(), [0.5])[0];
        return [.. speed.Zip(height, (s, h) => s < slow && h < low)];
    }

    private static Vec3 At(float[][] axes, int t) => new(axes[0][t], axes[1][t], axes[2][t]);
}
