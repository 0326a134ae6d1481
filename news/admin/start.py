def starting_page(request, context):
    return context
