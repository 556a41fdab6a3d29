using System.Text.Json.Nodes;
using NeuralOps.Data;
using NeuralOps.Tests;

namespace NeuralOps.Cli.Tests;

/// <summary>A copy of a fixture that a test may change.</summary>
internal sealed class CaseCopy : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CaseCopy(params string[] name)
    {
        foreach (string file in Directory.GetFiles(Fixtures.PathOf(["golden", .. name])))
        {
            File.Copy(file, PathOf(System.IO.Path.GetFileName(file)));
        }
    }

    public string Path => folder.PathOf();

    public string PathOf(string file) => folder.PathOf(file);

    public CaseCopy Edit(Action<JsonObject> edit)
    {
        var root = JsonNode.Parse(File.ReadAllText(PathOf("case.json")))!.AsObject();
        edit(root);
        folder.Write("case.json", root.ToJsonString());
        return this;
    }

    public CaseCopy EditArrays(Action<Dictionary<string, NpyArray>> edit)
    {
        Dictionary<string, NpyArray> arrays;
        using (var archive = NpzArchive.Open(PathOf("io.npz")))
        {
            arrays = archive.Names.ToDictionary(name => name, archive.Read);
        }

        edit(arrays);
        NpzFile.Write(PathOf("io.npz"), arrays);
        return this;
    }

    /// <summary>Adds an amount to the first element of an array.</summary>
    public CaseCopy Tamper(string name, float amount) => EditArrays(arrays =>
    {
        var array = arrays[name];
        float[] values = array.ToFloats();
        values[0] += amount;
        arrays[name] = NpyArray.Create(values, [.. array.Shape]);
    });

    public void Dispose() => folder.Dispose();
}
