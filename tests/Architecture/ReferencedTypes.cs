using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OpsFunctions.Tests.Architecture;

/// <summary>
/// What a compiled type names: in its members, its attributes and the code of its methods, closures and state machines too.
/// </summary>
internal static class ReferencedTypes
{
    public static IEnumerable<TypeReference> Of(TypeDefinition type) => Named(type).SelectMany(Parts);

    private static IEnumerable<TypeReference?> Named(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(one => one.InterfaceType),
        .. Attributes(type),
        .. type.GenericParameters.SelectMany(one => one.Constraints).Select(one => one.ConstraintType),
        .. type.Fields.SelectMany(one => (TypeReference?[])[one.FieldType, .. Attributes(one)]),
        .. type.Properties.SelectMany(one => (TypeReference?[])[one.PropertyType, .. Attributes(one)]),
        .. type.Methods.SelectMany(Of),
        .. type.NestedTypes.SelectMany(Named),
    ];

    private static IEnumerable<TypeReference?> Of(MethodDefinition method) =>
    [
        method.ReturnType,
        .. Attributes(method),
        .. method.Parameters.SelectMany(one => (TypeReference?[])[one.ParameterType, .. Attributes(one)]),
        .. method.GenericParameters.SelectMany(one => one.Constraints).Select(one => one.ConstraintType),
        .. method.HasBody ? Of(method.Body) : [],
    ];

    private static IEnumerable<TypeReference?> Of(MethodBody body) =>
    [
        .. body.Variables.Select(one => one.VariableType),
        .. body.ExceptionHandlers.Select(one => one.CatchType),
        .. body.Instructions.SelectMany(one => Of(one.Operand)),
    ];

    private static IEnumerable<TypeReference?> Of(object? operand) => operand switch
    {
        TypeReference type => [type],
        MethodReference method =>
        [
            method.DeclaringType, method.ReturnType, .. method.Parameters.Select(one => one.ParameterType),
            .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
        ],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider holder) => holder.CustomAttributes.SelectMany(one =>
        (TypeReference?[])[one.AttributeType, .. one.ConstructorArguments.Select(argument => argument.Value as TypeReference)]);

    // An array of a list of a nested type names all three.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        { DeclaringType: { } outer } => Parts(outer),
        _ => [type],
    };
}
