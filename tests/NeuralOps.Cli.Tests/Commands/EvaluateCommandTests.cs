using NeuralOps.Data;

namespace NeuralOps.Cli.Tests;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Errors_AreThoseOfTheFormulas()
    {
        var run = ToolRun.Of("evaluate", Write("p", [1, 2, 3, 8]), Write("t", [1, 2, 3, 4]), "--json");
        Assert.Equal(("", 0), (run.Error, run.Code));
        var total = run.Json["fields"]![0]!["total"]!;
        Assert.Equal(2, (double)total["rmse"]!, 12); // √(16/4)
        Assert.Equal(4 / Math.Sqrt(30), (double)total["relative_l2"]!, 12); // ‖p − t‖ = 4, ‖t‖² = 30
        Assert.Equal(1, (double)total["mae"]!, 12);
        // Covariances 11, 29 and 5 about the means 3.5 and 2.5.
        Assert.Equal(11 / Math.Sqrt(29 * 5), (double)total["correlation"]!, 12);
        Assert.Null(total["spectrum_error"]);
    }

    [Fact]
    public void TwiceTheField_HasFourTimesTheEnergyAtEveryScale()
    {
        float[] wave = [.. Enumerable.Range(0, 64).Select(i => MathF.Sin((i * i * 0.7f) + 1))];
        var run = ToolRun.Of(
            "evaluate", Write("p", [.. wave.Select(x => 2 * x)], 8, 8), Write("t", wave, 8, 8), "--json");
        Assert.Equal(Math.Log(4), (double)run.Json["fields"]![0]!["total"]!["spectrum_error"]!, 6);
    }

    [Fact]
    public void Rollout_HasARowForEachHorizon()
    {
        float[] truth = new float[3 * 4], prediction = new float[3 * 4];
        for (int i = 0; i < truth.Length; i++)
        {
            truth[i] = i % 4;
            prediction[i] = truth[i] + (i / 4);
        }

        var run = ToolRun.Of("evaluate", Write("p", prediction, 3, 2, 2), Write("t", truth, 3, 2, 2), "--json");
        double[] errors = [.. run.Json["fields"]![0]!["horizons"]!.AsArray().Select(step => (double)step!["rmse"]!)];
        Assert.Equal([0, 1, 2], errors);
        var text = ToolRun.Of("evaluate", folder.PathOf("p.npz"), folder.PathOf("t.npz"), "--time-axis", "2");
        Assert.Contains("u by horizon", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherShape_IsRefused() => Assert.Equal(
        $"neuralops: {folder.PathOf("p.npz")}, array 'u': expected shape [4] as in {folder.PathOf("t.npz")}, "
        + "found [2, 2].",
        ToolRun.Refused("evaluate", Write("p", new float[4], 2, 2), Write("t", new float[4])));

    [Fact]
    public void NotANumber_IsRefused() => Assert.Equal(
        $"neuralops: {folder.PathOf("t.npz")}, array 'u': expected finite values, found 2 that are NaN or infinite.",
        ToolRun.Refused("evaluate", Write("p", new float[3]), Write("t", [float.NaN, 1, float.PositiveInfinity])));

    [Fact]
    public void OtherNames_AreRefused()
    {
        NpzFile.Write(
            folder.PathOf("q.npz"), new Dictionary<string, NpyArray> { ["v"] = NpyArray.Create(new float[2], 2) });
        Assert.Equal(
            $"neuralops: {folder.PathOf("q.npz")}: expected the arrays of {folder.PathOf("t.npz")}; "
            + "missing u; unexpected v.",
            ToolRun.Refused("evaluate", folder.PathOf("q.npz"), Write("t", new float[2])));
    }

    [Fact]
    public void AxisBeyondTheArray_IsRefused() => Assert.Equal(
        "neuralops: Expected --time-axis below 1 for array 'u' [2], got 1.",
        ToolRun.Refused("evaluate", Write("p", new float[2]), Write("t", new float[2]), "--time-axis", "1"));

    private string Write(string name, float[] values, params long[] shape)
    {
        string path = folder.PathOf(name + ".npz");
        NpzFile.Write(path, new Dictionary<string, NpyArray>
        {
            ["u"] = NpyArray.Create(values, shape.Length == 0 ? [values.Length] : shape),
        });
        return path;
    }
}
