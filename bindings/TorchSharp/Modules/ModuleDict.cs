using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>Modules by key, registered under their key in order of insertion.</summary>
    public class ModuleDict<T> : Module, IEnumerable<(string, T)>
        where T : Module
    {
        private readonly OrderedDictionary<string, T> modulesByKey = [];

        public ModuleDict(params (string, T)[] modules)
            : base(nameof(ModuleDict<T>))
        {
            foreach ((string key, T module) in modules)
            {
                Add(key, module);
            }
        }

        public int Count => modulesByKey.Count;

        public ICollection<string> Keys => modulesByKey.Keys;

        public ICollection<T> Values => modulesByKey.Values;

        public T this[string key]
        {
            get => modulesByKey[key];
            set => modulesByKey[key] = value;
        }

        public (string, T) this[int index]
        {
            get
            {
                (string key, T module) = modulesByKey.GetAt(index);
                return (key, module);
            }
        }

        public void Add(string key, T value) => modulesByKey.Add(key, value);

        public void Add((string, T) item) => Add(item.Item1, item.Item2);

        public bool ContainsKey(string key) => modulesByKey.ContainsKey(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) =>
            modulesByKey.TryGetValue(key, out value);

        public bool Remove(string key) => modulesByKey.Remove(key);

        public void clear() => modulesByKey.Clear();

        public IEnumerable<(string, T)> items() => modulesByKey.Select(entry => (entry.Key, entry.Value));

        public IEnumerable<string> keys() => modulesByKey.Keys;

        public IEnumerable<T> values() => modulesByKey.Values;

        public IEnumerator<(string, T)> GetEnumerator() => items().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override IEnumerable<(string name, Module module)> named_children() =>
            modulesByKey.Select(entry => (entry.Key, (Module)entry.Value));
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => new(modules);

            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
                where T : Module => new(modules);
        }
    }
}
