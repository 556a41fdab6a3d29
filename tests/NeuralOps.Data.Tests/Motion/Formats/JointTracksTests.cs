namespace NeuralOps.Data.Tests;

public sealed class JointTracksTests
{
    [Fact]
    public void Resample_ToADivisorOfTheRate_TakesFramesExactly()
    {
        var tracks = MotionFiles.Walk().Positions();
        var slower = tracks.Resample(20);
        Assert.Equal(41, slower.Frames);
        for (int frame = 0; frame < slower.Frames; frame++)
        {
            Assert.Equal(tracks.Place(6 * frame, "lhand"), slower.Place(frame, "lhand"));
        }
    }

    [Theory]
    [InlineData(Interpolation.Linear, 1)]
    [InlineData(Interpolation.Cubic, 2)]
    public void Resample_BetweenFrames_IsExactForPolynomials(Interpolation interpolation, int degree)
    {
        const double Rate = 10, New = 7.3;
        var tracks = Curve(12, Rate, time => Math.Pow(time, degree));
        var other = tracks.Resample(New, interpolation);
        Assert.Equal((int)(1.1 * New) + 1, other.Frames);
        Assert.Equal(New, other.FramesPerSecond);
        for (int frame = 0; frame < other.Frames; frame++)
        {
            Assert.Equal(Math.Pow(frame / New, degree), other.At(frame, 0)[0], 12);
        }
    }

    [Fact]
    public void Resample_Finer_ConvergesWithTheOrderOfTheInterpolation()
    {
        // Halving the step divides the error by 4 (straight lines) and by at least 8 (cubics).
        foreach ((var interpolation, double least) in new[] { (Interpolation.Linear, 3.8), (Interpolation.Cubic, 7.0) })
        {
            double coarse = Error(20, interpolation), fine = Error(40, interpolation);
            Assert.InRange(coarse / fine, least, 20);
        }
    }

    [Fact]
    public void Resample_ToMoreThanMemoryHolds_IsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Curve(12, 10, time => time).Resample(1e12));
        Assert.EndsWith(
            ": expected a rate that gives at most 134217728 coordinates, got 1000000000000. "
            + "(Parameter 'framesPerSecond')",
            error.Message);
    }

    [Fact]
    public void Constructor_RefusesPartsOfFramesAndMissingParents()
    {
        var ragged = Assert.Throws<ArgumentException>(
            () => new JointTracks(["a", "b"], [-1, 0], new double[9], 1, "x"));
        Assert.Equal(
            "x: expected frames of 2 joints, 6 coordinates each, got 9 coordinates. (Parameter 'positions')",
            ragged.Message);
        var parents = Assert.Throws<ArgumentException>(() => new JointTracks(["a", "b"], [-1], new double[6], 1, "x"));
        Assert.Equal("x: expected 2 parents, one for each joint, got 1. (Parameter 'parents')", parents.Message);
    }

    private static double Error(double rate, Interpolation interpolation)
    {
        const double New = 97;
        var other = Curve((int)(2 * rate) + 1, rate, Math.Sin).Resample(New, interpolation);
        return Enumerable.Range(10, other.Frames - 20).Max(k => Math.Abs(other.At(k, 0)[0] - Math.Sin(k / New)));
    }

    private static JointTracks Curve(int frames, double rate, Func<double, double> x) => new(
        ["point"],
        [-1],
        [.. Enumerable.Range(0, frames).SelectMany(frame => new[] { x(frame / rate), 0, 0 })],
        rate,
        "curve");
}
