using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

/// <summary>Two equal tensors, the second of which fails when it is fetched to be written.</summary>
internal sealed class FailingTensors(Tensor tensor) : IReadOnlyDictionary<string, Tensor>, IDisposable
{
    public IEnumerable<string> Keys => ["a", "b"];

    public IEnumerable<Tensor> Values => [tensor, tensor];

    public int Count => 2;

    public Tensor this[string key] => key == "a" ? tensor : throw new IOException("No space left on device");

    public bool ContainsKey(string key) => key is "a" or "b";

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value) => (value = tensor) is not null;

    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() =>
        Keys.Zip(Values, KeyValuePair.Create).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => tensor.Dispose();
}
