using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Data;

public sealed partial class OperatorDatasetReader
{
    private static IEnumerable<string> Families(Hdf5Group group, string path)
    {
        if (path.Length > 0 && group.Contains(OperatorSchema.Features))
        {
            yield return path;
            yield break;
        }

        foreach (string name in group.Names)
        {
            string below = path.Length == 0 ? name : $"{path}/{name}";
            foreach (string family in Families(group.Group(name), below))
            {
                yield return family;
            }
        }
    }

    private static Tensor Only(Tensor rows)
    {
        using (rows)
        {
            return rows.squeeze(0);
        }
    }

    private Hdf5Dataset Dataset(string path, string axes, int rank)
    {
        var dataset = file.Dataset(path);
        return dataset.Shape.Count == rank && dataset.Shape.All(n => n > 0)
            ? dataset
            : throw FileError.At(
                $"{file.Path}, dataset '{path}'",
                $"expected [{axes.Replace(" ", ", ", StringComparison.Ordinal)}], "
                + $"got {Shape.Format([.. dataset.Shape])}.");
    }

    private int ReadChannels() => fields.Attributes.Contains(OperatorSchema.ChannelsAttribute)
        ? (int)fields.Attributes.ReadInteger(OperatorSchema.ChannelsAttribute)
        : (int)(trajectories?.Shape[2] ?? 1);

    private void RequireAgreement()
    {
        RequireAxis(OperatorSchema.Parameters, "samples", Count, parameters.Shape[0]);
        if (Channels < 1 || (Channels > 1 && Channels != fields.Shape[1]))
        {
            RequireAxis(OperatorSchema.Fields, "channels", Channels, fields.Shape[1]);
        }

        if (trajectories is not null)
        {
            RequireAxis(OperatorSchema.Trajectories, "samples", Count, trajectories.Shape[0]);
            RequireAxis(OperatorSchema.Trajectories, "channels", Channels, trajectories.Shape[2]);
            RequireAxis(OperatorSchema.Trajectories, "rows", Height, trajectories.Shape[3]);
            RequireAxis(OperatorSchema.Trajectories, "columns", Width, trajectories.Shape[4]);
        }
    }

    private void RequireAxis(string path, string axis, long expected, long found)
    {
        if (expected != found)
        {
            throw FileError.At($"{file.Path}, dataset '{path}'", $"expected {expected} {axis}, got {found}.");
        }
    }

    /// <summary>What the file says, or whether the first sample's first state is its initial field.</summary>
    private bool BeginsWithInitial(Hdf5Dataset states)
    {
        if (states.Attributes.Contains(OperatorSchema.IncludesInitialAttribute))
        {
            return states.Attributes.ReadInteger(OperatorSchema.IncludesInitialAttribute) != 0;
        }

        float[] first = states.Read(Hdf5Slice.At(0), Hdf5Slice.At(0)).ToFloats();
        float[] initial = fields.Read(Hdf5Slice.At(0), new Hdf5Slice(0, Channels)).ToFloats();
        return first.AsSpan().SequenceEqual(initial);
    }

    private void RequireRange(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
    }
}
