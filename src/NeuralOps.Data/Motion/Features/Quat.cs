namespace NeuralOps.Data;

/// <summary>A rotation as a quaternion of length one in float64.</summary>
internal readonly record struct Quat(double W, double X, double Y, double Z)
{
    public static readonly Quat Identity = new(1, 0, 0, 0);

    public Quat Inverse => new(W, -X, -Y, -Z);

    public static Quat operator *(Quat a, Quat b) => new(
        (a.W * b.W) - (a.X * b.X) - (a.Y * b.Y) - (a.Z * b.Z),
        (a.W * b.X) + (a.X * b.W) + (a.Y * b.Z) - (a.Z * b.Y),
        (a.W * b.Y) - (a.X * b.Z) + (a.Y * b.W) + (a.Z * b.X),
        (a.W * b.Z) + (a.X * b.Y) - (a.Y * b.X) + (a.Z * b.W));

    /// <summary>
    /// The shortest rotation from one direction to another, of any length; half a turn about any axis where they are
    /// opposite.
    /// </summary>
    public static Quat Between(Vec3 from, Vec3 to)
    {
        var axis = Vec3.Cross(from, to);
        double scale = from.Length * to.Length;
        double w = scale + Vec3.Dot(from, to);
        double length = Math.Sqrt((w * w) + Vec3.Dot(axis, axis));
        if (length <= 1e-12 * scale)
        {
            var side = Vec3.Cross(from, Math.Abs(from.Y) > 0.5 * from.Length ? Vec3.Ahead : new(0, 1, 0)).Unit;
            return new(0, side.X, side.Y, side.Z);
        }

        return new(w / length, axis.X / length, axis.Y / length, axis.Z / length);
    }

    public Vec3 Rotate(Vec3 v)
    {
        var u = new Vec3(X, Y, Z);
        var t = Vec3.Cross(u, v);
        return v + (((t * W) + Vec3.Cross(u, t)) * 2);
    }

    /// <summary>The first two columns of the rotation matrix.</summary>
    public (Vec3 First, Vec3 Second) Columns() => (
        new(1 - (2 * ((Y * Y) + (Z * Z))), 2 * ((X * Y) + (W * Z)), 2 * ((X * Z) - (W * Y))),
        new(2 * ((X * Y) - (W * Z)), 1 - (2 * ((X * X) + (Z * Z))), 2 * ((Y * Z) + (W * X))));
}
