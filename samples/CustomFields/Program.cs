// A tracer carried by a uniform wind over a periodic grid, written as NPZ under names of one's own and read back as
// training windows.
using NeuralOps.Data;

const int frames = 40, height = 24, width = 48;
float[] tracer = new float[frames * height * width];
for (int i = 0; i < tracer.Length; i++)
{
    var (t, y, x) = (i / (height * width), i / width % height, i % width);
    tracer[i] = MathF.Exp(-0.02f * (MathF.Pow(((x - t + width) % width) - 12, 2) + MathF.Pow(y - 12, 2)));
}

string folder = Directory.CreateTempSubdirectory("custom-fields-").FullName;
NpzFile.Write(Path.Combine(folder, "run_0.npz"), new Dictionary<string, NpyArray>
{
    ["tracer"] = NpyArray.Create(tracer, frames, height, width),
    ["wind"] = NpyArray.Create(Enumerable.Repeat(1f, height * width).ToArray(), height, width),
});

var dataset = FieldDataset.Open(
    folder, new FieldOptions { State = ["tracer"], Forcing = ["wind"], History = 2, Horizon = 4, Stride = 4 });
using var loader = new BatchLoader<FieldBatch>(dataset, new LoaderOptions { BatchSize = 3, Seed = 1 });
foreach (var batch in loader.Epoch(0))
{
    using (batch)
    {
        Console.WriteLine($"state [{string.Join(", ", batch.State.shape)}] targets "
            + $"[{string.Join(", ", batch.Targets.shape)}] forcing [{string.Join(", ", batch.Forcing!.shape)}]");
    }
}

Directory.Delete(folder, recursive: true);
