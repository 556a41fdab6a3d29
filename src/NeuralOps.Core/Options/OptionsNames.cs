using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralOps.Core;

/// <summary>The names of options in files: snake case, or what the attributes of System.Text.Json say.</summary>
internal static class OptionsNames
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, PropertyInfo>> Known = new();

    /// <summary>The settable public properties of an options record by their name in files.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Properties(Type type) => Known.GetOrAdd(type, Find);

    /// <summary>The members of an enum by their name in files.</summary>
    public static IReadOnlyDictionary<string, object> Members(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(Name, field => field.GetValue(null)!);

    private static IReadOnlyDictionary<string, PropertyInfo> Find(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true } && !property.IsDefined(typeof(JsonIgnoreAttribute)))
        .ToDictionary(Name);

    private static string Name(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static string Name(FieldInfo field) =>
        field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name);
}
