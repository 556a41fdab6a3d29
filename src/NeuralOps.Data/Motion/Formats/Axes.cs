namespace NeuralOps.Data;

/// <summary>Axes of the coordinate system and turns about them.</summary>
internal static class Axes
{
    public static readonly Vec3 X = new(1, 0, 0), Y = new(0, 1, 0), Z = new(0, 0, 1);

    /// <summary>The axis of a letter, of either case; null for other letters.</summary>
    public static Vec3? Of(char letter) => char.ToLowerInvariant(letter) switch
    {
        'x' => X,
        'y' => Y,
        'z' => Z,
        _ => null,
    };

    /// <summary>The turn by an angle about an axis of length one.</summary>
    public static Quat Turn(Vec3 axis, double angle)
    {
        (double sin, double cos) = Math.SinCos(angle / 2);
        return new(cos, sin * axis.X, sin * axis.Y, sin * axis.Z);
    }

    /// <summary>Turns about the fixed axes x, y and z, in the order of the letters; null where they are no such
    /// order.</summary>
    public static Quat? Turns(string order, Vec3 angles)
    {
        var result = Quat.Identity;
        foreach (char letter in order)
        {
            if (Of(letter) is not { } axis)
            {
                return null;
            }

            result = Turn(axis, Vec3.Dot(axis, angles)) * result;
        }

        return order.Length == 3 && order.Distinct().Count() == 3 ? result : null;
    }

    /// <summary>The turn of a rotation matrix with those columns; null where they are not at right angles, not of
    /// length one, or mirror.</summary>
    public static Quat? Turn(Vec3 first, Vec3 second, Vec3 third)
    {
        const double Rounding = 1e-3;
        if (Math.Abs(first.Length - 1) > Rounding || Math.Abs(second.Length - 1) > Rounding
            || Math.Abs(Vec3.Dot(first, second)) > Rounding || (Vec3.Cross(first, second) - third).Length > Rounding)
        {
            return null;
        }

        // The shortest turn that brings x to the first column, then about that column until y fits.
        var swing = Quat.Between(X, first);
        var turned = swing.Rotate(Y);
        double angle = Math.Atan2(Vec3.Dot(Vec3.Cross(turned, second), first.Unit), Vec3.Dot(turned, second));
        return Turn(first.Unit, angle) * swing;
    }
}
