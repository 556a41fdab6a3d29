using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>What an optimiser should hold.</summary>
public static class TrainableParameters
{
    private const string Mark = "[active]";

    /// <summary>
    /// The parameters of a module by name, in its order; where a block stands for one (see
    /// <see cref="IPartialParameters"/>), the block, with <c>[active]</c> after the name.
    /// </summary>
    /// <param name="module">The module to train.</param>
    /// <exception cref="InvalidOperationException">A module names a block of a parameter that it does not
    /// have.</exception>
    public static IReadOnlyList<(string Name, Tensor Leaf)> Of(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var blocks = ActiveBlocks(module);
        var leaves = new List<(string Name, Tensor Leaf)>();
        foreach ((string name, var parameter) in module.named_parameters())
        {
            leaves.Add(blocks.Remove(name, out var block) ? (name + Mark, block) : (name, parameter));
        }

        return blocks.Count == 0
            ? leaves
            : throw new InvalidOperationException(
                $"Expected active blocks of parameters, found one of '{blocks.Keys.First()}', which is none.");
    }

    private static Dictionary<string, Tensor> ActiveBlocks(nn.Module module)
    {
        var blocks = new Dictionary<string, Tensor>();
        foreach ((string path, var part) in module.named_modules().Prepend(("", module)))
        {
            if (part is IPartialParameters partial)
            {
                foreach ((string name, var leaf) in partial.ActiveBlocks)
                {
                    blocks[path.Length == 0 ? name : $"{path}.{name}"] = leaf;
                }
            }
        }

        return blocks;
    }
}
