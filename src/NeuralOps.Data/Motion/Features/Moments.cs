namespace NeuralOps.Data;

/// <summary>Mean and population standard deviation of numbers that come one by one (Welford).</summary>
internal struct Moments
{
    private double squares;

    public long Count { get; private set; }

    public double Mean { get; private set; }

    public readonly double Deviation => Math.Sqrt(squares / Count);

    public void Add(double x)
    {
        Count++;
        double change = x - Mean;
        Mean += change / Count;
        squares += change * (x - Mean);
    }
}
