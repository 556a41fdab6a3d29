using System.Text.Json;
using System.Text.RegularExpressions;

namespace NeuralOps.Rollout.Tests;

public sealed partial class ReportWriterTests
{
    [Fact]
    public void Write_MakesOnePageThatLoadsNothing()
    {
        using var folder = new TemporaryFolder();
        ReportWriter.Write(folder["report.html"], Sample("</script><b>K2 & co</b>"));
        string page = File.ReadAllText(folder["report.html"]);
        Assert.Contains("<title>&lt;/script&gt;&lt;b&gt;K2 &amp; co&lt;/b&gt;</title>", page);
        Assert.DoesNotContain("{{", page);
        Assert.DoesNotMatch("(src|href)\\s*=|@import|fetch\\(|url\\(", page);
        Assert.Equal(2, Regex.Count(page, "</script>"));
    }

    [Fact]
    public void Render_CarriesTheDataExactly()
    {
        var data = DataOf(Sample("run"));
        var curves = data[0];
        Assert.Equal("curves", curves.GetProperty("kind").GetString());
        Assert.Equal([1, 0.1f], Numbers(curves.GetProperty("curves")[0].GetProperty("y")).Select(y => (float)y));
        Assert.Equal(JsonValueKind.Null, curves.GetProperty("curves")[1].GetProperty("y")[1].ValueKind);
        Assert.Equal("K2", curves.GetProperty("stages")[0].GetProperty("name").GetString());
        Assert.Equal("</td>", data[1].GetProperty("rows")[0][1].GetString());
    }

    [Fact]
    public void Field_IsScaledToBytesWithTruthAndPredictionOnOneScale()
    {
        var field = new RolloutField("density", "kg/m³", 1, 2, 2, [0, 1, 2, float.NaN], [4, 1, 2, 3]);
        var panels =
            DataOf(Rollouts(field))[0].GetProperty("sequences")[0].GetProperty("fields")[0].GetProperty("panels");
        Assert.Equal([1, 65, 128, 0], panels.GetProperty("prediction").GetProperty("data").GetBytesFromBase64());
        Assert.Equal([255, 65, 128, 191], panels.GetProperty("truth").GetProperty("data").GetBytesFromBase64());
        Assert.Equal([1, 128, 128, 0], panels.GetProperty("error").GetProperty("data").GetBytesFromBase64());
        Assert.Equal(0, panels.GetProperty("truth").GetProperty("low").GetDouble());
        Assert.Equal(4, panels.GetProperty("truth").GetProperty("high").GetDouble());
        Assert.Equal(-4, panels.GetProperty("error").GetProperty("low").GetDouble());
    }

    [Fact]
    public void LargeRollouts_AreThinnedToLessThanTenMegabytes()
    {
        float[] values = new float[200 * 256 * 256];
        var field = new RolloutField("density", "", 200, 256, 256, values, values);
        string page = ReportWriter.Render(Rollouts(field));
        Assert.InRange(page.Length, 1_000_000, 10_000_000);
        var written = DataOf(page)[0].GetProperty("sequences")[0].GetProperty("fields")[0];
        Assert.Equal(4, written.GetProperty("block").GetInt32());
        Assert.Equal(64, written.GetProperty("width").GetInt32());
        Assert.Equal(1, written.GetProperty("stride").GetInt32());
    }

    [Fact]
    public void LongCurves_AreAveragedAndSaySo()
    {
        double[] x = [.. Enumerable.Range(0, 6000).Select(i => (double)i)];
        var curve = DataOf(new Report("r", [Chart([new Curve("mse", x, x)])]))[0].GetProperty("curves")[0];
        Assert.Equal("mse (mean of 4)", curve.GetProperty("name").GetString());
        Assert.Equal(1.5, curve.GetProperty("y")[0].GetDouble());
        Assert.Equal(1500, curve.GetProperty("x").GetArrayLength());
    }

    [Fact]
    public void ContradictorySizes_AreRefused()
    {
        Assert.Equal(
            "Expected as many ordinates as abscissae in curve 'mse', got 1 and 2.",
            Assert.Throws<ArgumentException>(
                () => DataOf(new Report("r", [Chart([new Curve("mse", [1, 2], [1])])]))).Message);
        Assert.Equal(
            "Expected 2 × 4 × 4 values in the truth of field 'd', got 16.",
            Assert.Throws<ArgumentException>(
                () => DataOf(Rollouts(new("d", "", 2, 4, 4, new float[32], new float[16])))).Message);
        var table = new TableSection { Title = "t", Columns = ["a", "b"], Rows = [["1"]] };
        Assert.Equal(
            "Expected 2 cells in each row of 't', got 1.",
            Assert.Throws<ArgumentException>(() => DataOf(new Report("r", [table]))).Message);
    }

    private static CurveSection Chart(IReadOnlyList<Curve> curves) => new()
    {
        Title = "Loss",
        Text = "Training loss per update.",
        XLabel = "update",
        YLabel = "loss",
        LogY = true,
        Curves = curves,
        Stages = [(2, "K2")],
    };

    private static Report Rollouts(RolloutField field) =>
        new("r", [new RolloutSection { Title = "Rollout", Sequences = [new RolloutSequence("seq 1", [field])] }]);

    private static Report Sample(string title) => new(title,
    [
        Chart(
            [new Curve("total", [1, 2], [1, 0.1]), new Curve("persistence", [1, 2], [0.5, double.NaN], Dashed: true)]),
        new TableSection { Title = "Metrics", Columns = ["model", "mse"], Rows = [["small", "</td>"]] },
        Rollouts(new("vx", "m/s", 2, 3, 4, new float[24], new float[24], Diverging: true)).Sections[0],
    ]);

    private static JsonElement DataOf(Report report) => DataOf(ReportWriter.Render(report));

    private static JsonElement DataOf(string page) =>
        JsonDocument.Parse(Data().Match(page).Groups[1].Value).RootElement;

    private static IEnumerable<double> Numbers(JsonElement list) =>
        list.EnumerateArray().Select(item => item.GetDouble());

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}
