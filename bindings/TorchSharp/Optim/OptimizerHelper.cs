using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Groups, states and the frame of a step, common to all optimisers.</summary>
public abstract class OptimizerHelper : Optimizer
{
    // A run of this many elements stays in cache through all operations of an update.
    private const long RunElements = 1 << 16;

    private readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);
    private readonly OptimizerOptions defaults;

    private protected OptimizerHelper(OptimizerOptions defaults) => this.defaults = defaults;

    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Options ??= NewOptions();
        param_group.Options.FillFrom(defaults);
        param_group.InitialLearningRate = param_group.LearningRate;
        foreach (Parameter parameter in param_group.Parameters)
        {
            OptimizerState state = NewState(parameter);
            state.Initialize(param_group.Options);
            if (!states.TryAdd(parameter, state))
            {
                state.Dispose();
                throw new ArgumentException(
                    "A parameter appears in more than one place of the parameter groups.", nameof(param_group));
            }
        }
        _parameter_groups.Add(param_group);
    }

    public override void zero_grad()
    {
        using IDisposable grad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] gradients = [.. parameters().Select(parameter => parameter.grad).OfType<Tensor>()];
        if (gradients.Length > 0)
        {
            Foreach.Zero(gradients);
        }
    }

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (ParamGroup group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            var references = new List<int>();
            foreach (Parameter parameter in group.Parameters)
            {
                references.Add(dictionary.State.Count);
                dictionary.State.Add(states[parameter]);
            }
            dictionary.StateIndexRef.Add(references);
        }
        return dictionary;
    }

    /// <summary>Copies options and states of an optimiser with groups of the same sizes.</summary>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        Require(_parameter_groups.Count, state_dict.Options.Count, "parameter groups");
        Require(_parameter_groups.Count, state_dict.StateIndexRef.Count, "lists of state indices");
        Require(states.Count, state_dict.State.Count, "states");
        for (int i = 0; i < _parameter_groups.Count; i++)
        {
            Require(
                _parameter_groups[i].Parameters.Count(), state_dict.StateIndexRef[i].Count, $"parameters in group {i}");
        }
        for (int i = 0; i < _parameter_groups.Count; i++)
        {
            _parameter_groups[i].Options.LoadStateDict(state_dict.Options[i]);
            foreach ((Parameter parameter,
            int index) in _parameter_groups[i].Parameters.Zip(state_dict.StateIndexRef[i]))
            {
                states[parameter].LoadStateDict(state_dict.State[index]);
            }
        }
    }

    /// <summary>Moves the states, after the parameters moved.</summary>
    public void to(Device device)
    {
        foreach (OptimizerState state in states.Values)
        {
            state.to(device);
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (OptimizerState state in states.Values)
        {
            state.Dispose();
        }
        states.Clear();
        _parameter_groups.Clear();
    }

    /// <summary>Runs the closure with gradients, then <paramref name="body"/> on each group without.</summary>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using IDisposable enabled = enable_grad();
            loss = loss_closure();
        }
        using IDisposable grad = no_grad();
        foreach (ParamGroup group in _parameter_groups)
        {
            body((T)group);
        }
        return loss?.MoveToOuterDisposeScope();
    }

    private protected abstract OptimizerOptions NewOptions();

    private protected abstract OptimizerState NewState(Parameter parameter);

    /// <summary>
    /// Gives <paramref name="update"/> the parameters that have a gradient, a few at a time: neighbours whose states
    /// <paramref name="alike"/> accepts together, so that one native call serves them all. Complex tensors come as
    /// real ones.
    /// </summary>
    private protected void UpdateRuns<TState>(
        ParamGroup group, Func<TState, TState, bool> alike, Action<Tensor[], Tensor[], TState[]> update)
        where TState : OptimizerState
    {
        List<Tensor> run = [];
        List<Tensor> gradients = [];
        List<TState> runStates = [];
        long elements = 0;
        foreach (Parameter parameter in group.Parameters)
        {
            if (parameter.grad is not { } gradient)
            {
                continue;
            }
            var state = (TState)states[parameter];
            long count = parameter.numel();
            if (run.Count > 0 && (elements + count > RunElements || !alike(runStates[0], state)))
            {
                Flush();
            }
            run.Add(Foreach.AsReal(parameter));
            gradients.Add(Foreach.AsReal(gradient));
            runStates.Add(state);
            elements += count;
        }
        if (run.Count > 0)
        {
            Flush();
        }

        void Flush()
        {
            using (NewDisposeScope())
            {
                update([.. run], [.. gradients], [.. runStates]);
            }
            run.Clear();
            gradients.Clear();
            runStates.Clear();
            elements = 0;
        }
    }

    private static void Require(int expected, int found, string what)
    {
        if (expected != found)
        {
            throw new ArgumentException($"Expected {expected} {what} in the optimiser's state, got {found}.");
        }
    }
}
