using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Rollout;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Motions as skeletons for a report.</summary>
internal static class Skeletons
{
    /// <summary>Frames of vectors.</summary>
    /// <param name="name">The motion's name.</param>
    /// <param name="features">Un-normalised vectors, [T, D].</param>
    /// <param name="context">Layout and rate.</param>
    public static SkeletonMotion Of(string name, Tensor features, MotionContext context)
    {
        using IDisposable quiet = no_grad();
        using Tensor joints = MotionRecovery.FromPositions(features);
        using Tensor contacts = context.Layout.Contacts.Of(features);
        return Of(name, Numbers(joints), Numbers(contacts), context.Layout, context.FramesPerSecond);
    }

    /// <summary>Frames of joints, with contacts.</summary>
    /// <param name="name">The motion's name.</param>
    /// <param name="joints">[T, J, 3].</param>
    /// <param name="contacts">[T, 4], above ½ where a joint stands.</param>
    /// <param name="layout">The body.</param>
    /// <param name="framesPerSecond">The rate.</param>
    public static SkeletonMotion Of(
        string name, float[] joints, float[] contacts, MotionLayout layout, double framesPerSecond) => new()
        {
            Name = name,
            Frames = joints.Length / (3 * layout.Joints),
            Joints = layout.Joints,
            Positions = joints,
            FramesPerSecond = framesPerSecond,
            Chains = layout.Chains,
            LeftJoints = Side(layout, layout.ContactJoints[0], layout.Face.LeftShoulder),
            RightJoints = Side(layout, layout.ContactJoints[2], layout.Face.RightShoulder),
            ContactJoints = layout.ContactJoints,
            Contacts = [.. contacts.Select(contact => contact > 0.5f)],
        };

    /// <summary>A tensor's numbers, row-major.</summary>
    public static float[] Numbers(Tensor x) => x.to(ScalarType.Float32).contiguous().data<float>().ToArray();

    private static int[] Side(MotionLayout layout, int ankle, int shoulder) =>
        [.. layout.Chains.Where(chain => chain.Contains(ankle) || chain.Contains(shoulder)).SelectMany(x => x.Skip(1))];
}
