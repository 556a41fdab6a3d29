namespace NeuralOps.Data;

/// <summary>Rotations about the axes by an angle in radians, right-handed.</summary>
internal static class Turn
{
    public static Quat AboutX(double angle) => new(Math.Cos(angle / 2), Math.Sin(angle / 2), 0, 0);

    public static Quat AboutY(double angle) => new(Math.Cos(angle / 2), 0, Math.Sin(angle / 2), 0);

    public static Quat AboutZ(double angle) => new(Math.Cos(angle / 2), 0, 0, Math.Sin(angle / 2));
}
