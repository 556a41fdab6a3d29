using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

public sealed partial class Trainer<TBatch>
{
    /// <summary>
    /// Continues from a checkpoint of a PyTorch script (see <see cref="PytorchCheckpoint"/>): weights, moments of Adam
    /// by the order of the parameters, position, history and best value. Batches of the epoch under way that were
    /// trained already are skipped; the schedule, a function of the step, stands where the step is.
    /// </summary>
    /// <remarks>
    /// Without <c>global_step</c> the step is that of the name <c>step_N.pt</c>, or the end of N epochs of
    /// <c>epoch_N.pt</c>, or the end of the epoch in the file. One batch of the script is one batch of this trainer.
    /// Such files hold no random states: the streams begin at the options' seed.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="modelPrefix">Where the weights sit in the trained module, e.g. <c>"operator."</c>.</param>
    /// <param name="alignmentPrefix">Where the tensors of <c>alignment_state</c> sit, e.g. <c>"projector."</c>, matched
    /// by the ends of their names; null where the module has none.</param>
    /// <returns>What the file did not have or has otherwise, and what is assumed instead: sentences for the
    /// log.</returns>
    /// <exception cref="InvalidDataException">The file is broken, of another model, or says nowhere at which step it
    /// is; the trainer is unchanged.</exception>
    /// <exception cref="InvalidOperationException">The source has no batch.</exception>
    public IReadOnlyList<string> ResumePytorch(string path, string modelPrefix = "", string? alignmentPrefix = null)
    {
        ArgumentNullException.ThrowIfNull(modelPrefix);
        RequireBatches();
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var file = PytorchCheckpoint.Read(path);
        var warnings = new List<string>();
        var import = new PytorchImport(file, modelPrefix, alignmentPrefix, warnings);
        var state = Position(file, warnings) with
        {
            Plateau = State.Plateau,
            History = import.History(),
            Best = import.Best,
            BestEpoch = import.BestEpoch,
            StoppingBest = import.Best,
            BadValidations = import.BadValidations,
        };
        var weights = import.Weights(model.state_dict());
        var moments = import.Moments(model, names, parameters, OptimizerNow(), options.Optimizer);
        try
        {
            Weights.Load(model, weights);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }

        OptimizerTensors.Restore(optimizer, names, moments);
        for (int i = 0; i < names.Length && average is not null; i++)
        {
            average.Values[i].copy_(parameters[i]);
        }

        manual_seed(options.Seed);
        warnings.Add($"The file has no random states: they begin at the seed {options.Seed}.");
        Carry?.Set(null, 0);
        RestoreState(state);
        return warnings;
    }

    private Dictionary<string, Tensor> OptimizerNow()
    {
        var tensors = new Dictionary<string, Tensor>();
        OptimizerTensors.Collect(optimizer, names, tensors);
        return tensors;
    }

    private TrainerState Position(PytorchCheckpoint file, List<string> warnings)
    {
        long trained = TrainedBatches(file, warnings);
        int epoch = 0;
        long rest = trained;
        long step = 0;
        for (; rest >= batches.BatchesIn(epoch); epoch++)
        {
            rest -= batches.BatchesIn(epoch);
            step += Updates(batches.BatchesIn(epoch));
        }

        step += rest / options.AccumulateBatches;
        if (file.Epoch is { } named && named != epoch && !(rest == 0 && named == epoch - 1))
        {
            warnings.Add(
                $"The file is in epoch {named}, but its {trained} batches are {epoch} epochs and {rest} batches of "
                + "these data: the position by batches is taken.");
        }

        if (file.SchedulerStep is null)
        {
            warnings.Add($"The file has no 'scheduler_state_dict': the schedule is set to step {step}.");
        }
        else if (file.SchedulerStep != step)
        {
            warnings.Add(
                $"The file's schedule stands at {file.SchedulerStep}: here it is set to step {step}, where the run "
                + "is.");
        }

        return new TrainerState
        {
            Step = step,
            Epoch = epoch,
            Batch = (int)(rest - rest % options.AccumulateBatches),
        };
    }

    private long TrainedBatches(PytorchCheckpoint file, List<string> warnings)
    {
        if (file.GlobalStep is { } known)
        {
            return known >= 0 ? known : throw file.Misfit($"expected a 'global_step' from 0, found {known}");
        }

        (long? trained, string source) = file switch
        {
            { StepInName: { } step } => (step, "its name"),
            { EpochsInName: { } epochs } => (BatchesOf(epochs), "its name"),
            { Epoch: { } epoch } => (BatchesOf(epoch + 1), $"the end of its epoch {epoch}"),
            _ => ((long?)null, ""),
        };
        warnings.Add($"The file has no 'global_step': {trained} batches are inferred from {source}.");
        return trained ?? throw file.Misfit(
            "expected 'global_step', 'epoch' or a name step_N or epoch_N, found none: the position is unknown");
    }

    private long BatchesOf(long epochs) =>
        Enumerable.Range(0, (int)epochs).Sum(epoch => (long)batches.BatchesIn(epoch));
}
