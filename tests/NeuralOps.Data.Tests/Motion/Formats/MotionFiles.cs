using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

/// <summary>The motion files under <c>tests/fixtures/motion/formats</c>.</summary>
internal static class MotionFiles
{
    public static string Skeleton { get; } = At("11.asf");

    public static string Motion { get; } = At("11_01.amc");

    public static string Bvh { get; } = At("neutral_16_000.bvh");

    public static string Mmm { get; } = At("00001_mmm.xml");

    public static string Body { get; } = At("mmm.xml");

    public static string At(string name) => Fixtures.PathOf("motion", "formats", name);

    public static ArticulatedMotion Walk() => AcclaimFile.Read(Skeleton, Motion);

    /// <summary>A joint's place as an array.</summary>
    public static double[] Place(this JointTracks tracks, int frame, string joint) =>
        tracks.At(frame, tracks.Names.ToList().IndexOf(joint)).ToArray();

    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Math.Sqrt(
        Math.Pow(a[0] - b[0], 2) + Math.Pow(a[1] - b[1], 2) + Math.Pow(a[2] - b[2], 2));
}
