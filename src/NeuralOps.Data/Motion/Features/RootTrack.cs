namespace NeuralOps.Data;

/// <summary>Follows the root through feature vectors, one by one: heading and place as they are recovered.</summary>
internal struct RootTrack
{
    private double halfHeading;
    private double turn;
    private double stepX;
    private double stepZ;

    public double X { get; private set; }

    public double Z { get; private set; }

    /// <summary>Takes the next vector: afterwards the place is where the root is in its frame.</summary>
    public void Next(ReadOnlySpan<float> features)
    {
        halfHeading += turn;
        var (sin, cos) = Math.SinCos(2 * halfHeading);
        X += (stepX * cos) - (stepZ * sin);
        Z += (stepX * sin) + (stepZ * cos);
        (turn, stepX, stepZ) = (features[0], features[1], features[2]);
    }
}
