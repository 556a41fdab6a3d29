using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public partial class Module
            {
                private readonly OrderedDictionary<string, Module> submodules = [];
                private readonly OrderedDictionary<string, Parameter> ownParameters = [];
                private readonly OrderedDictionary<string, (Tensor Buffer, bool Persistent)> ownBuffers = [];
                private bool componentsRegistered;

                /// <summary>
                /// Registers what the instance fields hold, under the field's name or its <see
                /// cref="ComponentNameAttribute"/>: the most derived type first, fields in declaration order. Runs
                /// once; names registered by hand are skipped.
                /// </summary>
                protected virtual void RegisterComponents()
                {
                    if (componentsRegistered)
                    {
                        return;
                    }
                    componentsRegistered = true;
                    for (Type? type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                    {
                        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                            | BindingFlags.DeclaredOnly;
                        foreach (FieldInfo field in type.GetFields(own).OrderBy(field => field.MetadataToken))
                        {
                            string name = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                            RegisterComponent(name, field.GetValue(this));
                        }
                    }
                }

                public virtual void register_module(string name, Module submodule)
                {
                    RequireName(name);
                    submodule.RegisterComponents();
                    if (!submodules.TryAdd(name, submodule))
                    {
                        throw new InvalidOperationException($"Sub-module {name} is already registered.");
                    }
                }

                /// <summary>
                /// Takes the parameter over: it leaves its dispose scope and lives as long as the module.
                /// </summary>
                public virtual void register_parameter(string name, Parameter param)
                {
                    ArgumentNullException.ThrowIfNull(param);
                    RequireName(name);
                    if (!ownParameters.TryAdd(name, param))
                    {
                        throw new InvalidOperationException($"Parameter {name} is already registered.");
                    }
                    param.DetachFromDisposeScope();
                }

                /// <summary>
                /// Takes the buffer over; one that is not persistent moves with the module but is not saved.
                /// </summary>
                public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
                {
                    ArgumentNullException.ThrowIfNull(tensor);
                    RequireName(name);
                    if (!ownBuffers.TryAdd(name, (tensor, persistent)))
                    {
                        throw new InvalidOperationException($"Tensor {name} is already registered.");
                    }
                    tensor.DetachFromDisposeScope();
                }

                /// <summary>Replaces the parameter of that name; null removes it.</summary>
                protected void ConditionallyRegisterParameter(string name, Parameter? value)
                {
                    ownParameters.Remove(name);
                    if (value is not null)
                    {
                        register_parameter(name, value);
                    }
                }

                /// <summary>Replaces the buffer of that name; null removes it.</summary>
                protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
                {
                    ownBuffers.Remove(name);
                    if (value is not null)
                    {
                        register_buffer(name, value, persistent);
                    }
                }

                private protected Parameter? OwnParameter(string name) => ownParameters.GetValueOrDefault(name);

                private protected Tensor? OwnBuffer(string name) => ownBuffers.GetValueOrDefault(name).Buffer;

                private void RegisterComponent(string name, object? value)
                {
                    switch (value)
                    {
                        case Module module when !submodules.ContainsKey(name):
                            register_module(name, module);
                            break;
                        case Parameter parameter when !ownParameters.ContainsKey(name):
                            register_parameter(name, parameter);
                            break;
                        case Tensor tensor and not Modules.Parameter when !ownBuffers.ContainsKey(name):
                            register_buffer(name, tensor);
                            break;
                        default:
                            break;
                    }
                }

                private static void RequireName(string name)
                {
                    if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
                    {
                        throw new ArgumentException(
                            $"Expected a name that is not empty and has no '.', got '{name}'.", nameof(name));
                    }
                }
            }
        }
    }
}

namespace TorchSharp.Utils
{
    /// <summary>The name under which a field's module, parameter or buffer is registered.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
    public sealed class ComponentNameAttribute : Attribute
    {
        public string? Name { get; set; }
    }
}
