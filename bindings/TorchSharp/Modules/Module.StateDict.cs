using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters, then persistent buffers, by name: the live objects, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(
                Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach ((string name, Parameter parameter) in named_parameters())
                {
                    destination.TryAdd(start + name, parameter);
                }
                foreach ((string name, Tensor buffer) in named_buffers())
                {
                    destination.TryAdd(start + name, buffer);
                }
                return destination;
            }

            /// <summary>Copies values in by name. Strict: both sides must have the same names.</summary>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                Dictionary<string, Tensor> target = state_dict();
                List<string> missing = [.. target.Keys.Where(key => !source.ContainsKey(key) && !Skipped(key))];
                List<string> unexpected = [.. source.Keys.Where(key => !target.ContainsKey(key) && !Skipped(key))];
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException(
                        $"The loaded state_dict is not identical to the target dictionary of {GetName()}: missing "
                        + $"[{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}].");
                }
                using IDisposable grad = no_grad();
                foreach ((string key, Tensor value) in source)
                {
                    if (target.TryGetValue(key, out Tensor? into) && !Skipped(key))
                    {
                        RequireShape(key, into.shape, value.shape);
                        into.copy_(value);
                    }
                }
                return (missing, unexpected);

                bool Skipped(string key) => skip?.Contains(key) == true;
            }

            private static void RequireShape(string key, long[] expected, long[] found)
            {
                if (!expected.AsSpan().SequenceEqual(found))
                {
                    throw new ArgumentException(
                        $"Expected '{key}' of shape [{string.Join(", ", expected)}], "
                        + $"got [{string.Join(", ", found)}].");
                }
            }
        }
    }
}
