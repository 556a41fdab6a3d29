using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() =>
                submodules.Select(child => (child.Key, child.Value));

            /// <summary>All direct children, then theirs; this module itself is not listed.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach ((string, Module) child in named_children())
                {
                    yield return child;
                }
                foreach ((string prefix, Module child) in named_children())
                {
                    foreach ((string name, Module module) in child.named_modules())
                    {
                        yield return ($"{prefix}.{name}", module);
                    }
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(found => found.module);

            /// <summary>Own parameters in registration order, then the children's; each native tensor once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach ((string, Parameter parameter) own in _named_parameters())
                {
                    if (seen.Add(own.parameter.Handle))
                    {
                        yield return own;
                    }
                }
                if (!recurse)
                {
                    yield break;
                }
                foreach ((string prefix, Module child) in named_children())
                {
                    foreach ((string name, Parameter parameter) in child.named_parameters())
                    {
                        if (seen.Add(parameter.Handle))
                        {
                            yield return ($"{prefix}.{name}", parameter);
                        }
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(found => found.parameter);

            /// <summary>
            /// Persistent buffers; as in the official API the others are reached by <see cref="get_buffer"/> only.
            /// </summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(
                bool recurse = true, bool include_nonpersistent = true)
            {
                foreach ((string name, (Tensor buffer, bool persistent)) in ownBuffers)
                {
                    if (persistent)
                    {
                        yield return (name, buffer);
                    }
                }
                if (!recurse)
                {
                    yield break;
                }
                foreach ((string prefix, Module child) in named_children())
                {
                    foreach ((string name, Tensor buffer) in child.named_buffers())
                    {
                        yield return ($"{prefix}.{name}", buffer);
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(found => found.buffer);

            public virtual Parameter? get_parameter(string target)
            {
                (Module? owner, string own) = Owner(target);
                return owner?._named_parameters().FirstOrDefault(found => found.name == own).parameter;
            }

            public virtual Tensor? get_buffer(string target)
            {
                (Module? owner, string own) = Owner(target);
                return owner?.OwnBuffer(own);
            }

            protected virtual (string name, Parameter parameter)[] _named_parameters() =>
                [.. ownParameters.Select(own => (own.Key, own.Value))];

            private (Module? Owner, string Name) Owner(string target)
            {
                string[] path = target.Split('.');
                Module? owner = this;
                foreach (string step in path[..^1])
                {
                    owner = owner?.named_children().FirstOrDefault(child => child.name == step).module;
                }
                return (owner, path[^1]);
            }
        }
    }
}
