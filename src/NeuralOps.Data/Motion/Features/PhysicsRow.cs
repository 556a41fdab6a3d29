namespace NeuralOps.Data;

/// <summary>Writes one row of the physics state, the rest of which is zero.</summary>
internal static class PhysicsRow
{
    public static void Write(
        Span<double> row,
        (double Height, double Rate, double Acceleration) vertical,
        Vec3 velocity,
        Vec3 angular,
        (double Left, double Right) contacts,
        Vec3 acceleration,
        Vec3 place)
    {
        row[0] = PhysicsState.Gravity;
        (row[1], row[2], row[3]) = vertical;
        Write(row[4..], velocity);
        Write(row[7..], angular);
        (row[10], row[11]) = contacts;
        Write(row[12..], velocity);
        Write(row[15..], acceleration);
        Write(row[18..], place);
        Write(row[21..], new(Math.Abs(angular.X), Math.Abs(angular.Y), Math.Abs(angular.Z)));
    }

    private static void Write(Span<double> row, Vec3 value) => (row[0], row[1], row[2]) = (value.X, value.Y, value.Z);
}
