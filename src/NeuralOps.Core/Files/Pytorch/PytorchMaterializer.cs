using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Makes the tensors of a tree in place; each storage is read once, and tensors that share one are views of
/// it.</summary>
internal sealed class PytorchMaterializer(PytorchArchive archive) : IDisposable
{
    private readonly Dictionary<(PytorchStorage, ScalarType), Tensor> storages = [];
    private readonly Dictionary<PytorchTensor, Tensor> tensors = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> open = new();

    /// <summary>The value with its tensors made; where one cannot be made, those before are freed.</summary>
    public object? Materialize(object? root)
    {
        try
        {
            object? result = Resolve(root);
            while (open.TryPop(out object? container))
            {
                ResolveItems(container);
            }

            return result;
        }
        catch
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    /// <summary>Frees the handles of the storages; the tensors keep their memory.</summary>
    public void Dispose()
    {
        foreach (var storage in storages.Values)
        {
            storage.Dispose();
        }
    }

    private object? Resolve(object? value)
    {
        if (value is PytorchTensor tensor)
        {
            return Make(tensor);
        }

        bool isContainer = value is object?[] or List<object?> or HashSet<object?>
            or OrderedDictionary<object, object?> or PytorchObject;
        if (isContainer && seen.Add(value!))
        {
            open.Push(value!);
        }

        return value;
    }

    private void ResolveItems(object container)
    {
        switch (container)
        {
            case IList<object?> list:
                for (int i = 0; i < list.Count; i++)
                {
                    list[i] = Resolve(list[i]);
                }

                break;
            case HashSet<object?> set:
                object?[] members = [.. set.Select(Resolve)];
                set.Clear();
                set.UnionWith(members);
                break;
            case OrderedDictionary<object, object?> entries:
                for (int i = 0; i < entries.Count; i++)
                {
                    entries.SetAt(i, Resolve(entries.GetAt(i).Value));
                }

                break;
            case PytorchObject unknown:
                unknown.State = Resolve(unknown.State);
                _ = Resolve(unknown.Arguments);
                _ = Resolve(unknown.Items);
                _ = Resolve(unknown.Entries);
                break;
        }
    }

    private Tensor Make(PytorchTensor recipe)
    {
        if (tensors.TryGetValue(recipe, out Tensor? made))
        {
            return made;
        }

        if (!storages.TryGetValue((recipe.Storage, recipe.Dtype), out Tensor? storage))
        {
            storage = archive.ReadStorage(recipe.Storage, recipe.Dtype);
            storages.Add((recipe.Storage, recipe.Dtype), storage);
        }

        bool isEmpty = recipe.Size.Contains(0);
        var tensor = storage.as_strided(recipe.Size, recipe.Stride, isEmpty ? 0 : recipe.Offset);
        tensors.Add(recipe, tensor);
        if (recipe.RequiresGrad)
        {
            tensor.requires_grad = true;
        }

        return tensor;
    }
}
