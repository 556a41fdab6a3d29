namespace NeuralOps.Data;

/// <summary>A point or direction in float64.</summary>
internal readonly record struct Vec3(double X, double Y, double Z)
{
    public static readonly Vec3 Ahead = new(0, 0, 1);

    public double Length => Math.Sqrt(Dot(this, this));

    public Vec3 Unit => this / Length;

    public static Vec3 operator +(Vec3 a, Vec3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vec3 operator -(Vec3 a, Vec3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vec3 operator *(Vec3 a, double factor) => new(a.X * factor, a.Y * factor, a.Z * factor);

    public static Vec3 operator /(Vec3 a, double divisor) => new(a.X / divisor, a.Y / divisor, a.Z / divisor);

    public static double Dot(Vec3 a, Vec3 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    public static Vec3 Cross(Vec3 a, Vec3 b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));
}
