namespace NeuralOps.Models;

/// <summary>How one category of a <see cref="CategoricalVqVae"/> does.</summary>
/// <param name="Name">The category.</param>
/// <param name="Utilization">Share of its codes that occur.</param>
/// <param name="Error">Mean squared error of its features.</param>
public sealed record CategoryFit(string Name, double Utilization, double Error);
