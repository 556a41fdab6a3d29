namespace NeuralOps.Data;

/// <summary>Frame rates of files that print the time of a frame with few digits.</summary>
internal static class FrameRate
{
    private const double Digits = 2e-4;

    /// <summary>Frames per second, a whole number where the time is one of its within the printed digits: 0.008333
    /// means 120.</summary>
    public static double Of(double secondsPerFrame)
    {
        double rate = 1 / secondsPerFrame, whole = Math.Round(rate);
        return whole > 0 && Math.Abs(rate - whole) <= Digits * whole ? whole : rate;
    }
}
