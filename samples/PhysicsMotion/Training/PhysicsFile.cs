using NeuralOps.Core;
using NeuralOps.Models;

namespace PhysicsMotion;

/// <summary>
/// Trained models of motion under physics on disk: <c>weights.safetensors</c> under the reference's names, with
/// options and context in the header.
/// </summary>
internal static class PhysicsFile
{
    private const string ModelKey = "physics_motion";
    private const string RunKey = "run";

    /// <summary>The header texts that make weights and checkpoints self-describing.</summary>
    public static Dictionary<string, string> Describe(
        PhysicsMotionModel model, PhysicsOptions options, MotionContext context) => new()
        {
            [ModelKey] = OptionsJson.Serialize(model.Options),
            [RunKey] = OptionsJson.Serialize(options),
            [MotionFiles.ContextKey] = OptionsJson.Serialize(context),
        };

    /// <summary>Writes what was trained.</summary>
    public static void Save(
        PhysicsMotionModel model, PhysicsOptions options, MotionContext context, string folder) =>
        Weights.Save(
            model, Path.Combine(folder, MotionFiles.WeightsName), Describe(model, options, context));

    /// <summary>Reads a run's folder, its weights, one of its checkpoints, or a checkpoint of the reference
    /// (<c>.pt</c>); in evaluation mode.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="data">The folder of motions that gives a checkpoint of the reference its statistics.</param>
    public static TrainedPhysics Load(string path, string? data = null)
    {
        string file = MotionFiles.FileOf(path);
        if (ReferenceCheckpoint.IsOne(file))
        {
            return LoadReference(file, data);
        }

        IReadOnlyDictionary<string, string> texts = SafetensorsFile.ReadMetadata(file);
        string json = MotionFiles.Required(file, texts, ModelKey, "a model of motion under physics");
        var model = new PhysicsMotionModel(OptionsJson.Deserialize<PhysicsMotionOptions>(json, file));
        Weights.Load(model, file);
        model.eval();
        return new TrainedPhysics(
            model,
            OptionsJson.Deserialize<PhysicsOptions>(
                MotionFiles.Required(file, texts, RunKey, "a run"), $"{file} ({RunKey})"),
            MotionFiles.ContextOf(file, texts));
    }

    private static TrainedPhysics LoadReference(string file, string? data)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        ReferenceCheckpoint checkpoint = ReferenceCheckpoint.Read(file);
        PhysicsOptions options = checkpoint.Physics();
        MotionContext context = MotionFiles.ContextOf(file, data, options.Physics);
        var model = new PhysicsMotionModel(options.ModelOf(context.Width));
        checkpoint.CopyTo(model);
        model.eval();
        return new TrainedPhysics(model, options, context);
    }
}
